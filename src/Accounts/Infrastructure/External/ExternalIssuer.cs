using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>What the external issuer publishes of itself, kept while it is down.</summary>
internal sealed partial class ExternalIssuer(IOptionsMonitor<JwtBearerOptions> bearer, TimeProvider time, ILogger<ExternalIssuer> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private long _downSince = long.MinValue;

    public BaseConfigurationManager Manager => (BaseConfigurationManager)Options.ConfigurationManager!;

    private JwtBearerOptions Options => bearer.Get(JwtBearerDefaults.AuthenticationScheme);

    /// <summary>The newest configuration that was read.</summary>
    /// <exception cref="ServiceUnavailableException">None was ever read. It is tried again, at most every two seconds.</exception>
    public async Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken)
    {
        var downSince = Interlocked.Read(ref _downSince);
        if (downSince != long.MinValue && time.GetElapsedTime(downSince) < Pause)
        {
            throw new ServiceUnavailableException("The issuer did not answer.");
        }

        try
        {
            return await Options.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            Interlocked.Exchange(ref _downSince, time.GetTimestamp());
            LogDown(Options.MetadataAddress, exception.GetBaseException().Message);
            throw new ServiceUnavailableException("The issuer does not answer.", exception);
        }
    }

    [LoggerMessage(EventId = 5021, Level = LogLevel.Warning, Message = "The issuer's document {Address} cannot be read: {Cause}")]
    private partial void LogDown(string address, string cause);
}
