using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using MessageReceivedContext = Microsoft.AspNetCore.Authentication.JwtBearer.MessageReceivedContext;
using TokenValidatedContext = Microsoft.AspNetCore.Authentication.JwtBearer.TokenValidatedContext;

namespace Clockit.Accounts.Infrastructure.External;

internal static class ExternalIssuerExtensions
{
    /// <summary>Every algorithm with a public key: a shared secret, or none, proves nothing about the issuer.</summary>
    public static readonly IReadOnlyList<string> Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Takes the external issuer's bearer tokens, and signs browsers in there when a client is configured.</summary>
    public static void AddExternalIssuer(this WebApplicationBuilder builder, ExternalIssuerOptions issuer)
    {
        // One line of its own says that the issuer is down; the handler would say it with every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerHandler", LogLevel.Critical);
        builder.Services.AddSingleton<ExternalIssuer>();
        builder.Services.AddSingleton<ExternalSessions>();
        builder.Services.AddScoped<ExternalAccounts>();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure(options =>
            {
                options.MetadataAddress = $"{issuer.Authority}/.well-known/openid-configuration";
                options.RequireHttpsMetadata = issuer.Authority!.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
                options.BackchannelTimeout = TimeSpan.FromSeconds(5);
                // An announced key is known before it signs; one that was not is read when it first appears, every five seconds at most.
                options.AutomaticRefreshInterval = TimeSpan.FromMinutes(5);
                options.RefreshInterval = TimeSpan.FromSeconds(5);
                options.TokenValidationParameters.ValidAudience = issuer.Audience;
                // How long its tokens live is the issuer's to say.
                options.TokenValidationParameters.LifetimeValidator = null;
                options.TokenValidationParameters.ValidAlgorithms = Algorithms;
                options.Events = new JwtBearerEvents { OnMessageReceived = ReceivedAsync, OnTokenValidated = ValidatedAsync };
            })
            // A key that the issuer withdrew counts no longer; by default it would for another hour.
            .PostConfigure(options => ((BaseConfigurationManager)options.ConfigurationManager!).UseLastKnownGoodConfiguration = false);
        if (issuer.HasSignIn)
        {
            builder.Logging.AddFilter("Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectHandler", LogLevel.Critical);
            builder.Services.AddAuthentication().AddOpenIdConnect(AccountSchemes.External, options => ExternalSignIn.Configure(options, issuer));
            builder.Services.AddOptions<OpenIdConnectOptions>(AccountSchemes.External)
                .Configure<ExternalIssuer>((options, reader) => options.ConfigurationManager = new IssuerConfiguration(reader));
        }
    }

    private static async Task ReceivedAsync(MessageReceivedContext context)
    {
        await PresentedToken.ReceivedAsync(context);
        if (context.Result is not null)
        {
            return;
        }

        await context.HttpContext.RequestServices.GetRequiredService<ExternalIssuer>().GetAsync(context.HttpContext.RequestAborted);
    }

    private static async Task ValidatedAsync(TokenValidatedContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<ExternalSessions>();
        if (await sessions.FindAsync([.. context.Principal!.Claims], context.HttpContext.RequestAborted) is { } principal)
        {
            context.Principal = principal;
        }
        else
        {
            context.Fail("The token names nobody.");
        }
    }
}
