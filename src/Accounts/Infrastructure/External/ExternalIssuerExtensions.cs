using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Tokens;

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
                options.TokenValidationParameters.ValidAlgorithms = Algorithms;
                options.Events = new JwtBearerEvents { OnMessageReceived = ReceivedAsync, OnTokenValidated = ValidatedAsync };
            })
            // A key that the issuer withdrew counts no longer; by default it would for another hour.
            .PostConfigure(options => ((BaseConfigurationManager)options.ConfigurationManager!).UseLastKnownGoodConfiguration = false);
        if (issuer.HasSignIn)
        {
            builder.Services.AddAuthentication().AddOAuth<OAuthOptions, CodeFlowHandler>(CodeFlowHandler.Scheme, options =>
            {
                options.SignInScheme = IdentityConstants.ApplicationScheme;
                options.CallbackPath = "/api/auth/callback";
                options.ClientId = issuer.ClientId!;
                options.ClientSecret = issuer.ClientSecret!;
                // Both are replaced by what discovery says.
                options.AuthorizationEndpoint = issuer.Authority!;
                options.TokenEndpoint = issuer.Authority!;
                options.UsePkce = true;
                options.Scope.Add("openid");
                options.Scope.Add("profile");
                options.BackchannelTimeout = TimeSpan.FromSeconds(5);
                options.CorrelationCookie.SameSite = SameSiteMode.Lax;
                options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.Events.OnRemoteFailure = CodeFlowHandler.FailedAsync;
            });
        }
    }

    private static async Task ReceivedAsync(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!BearerTokens.IsJwt(header))
        {
            // A stream key: the media endpoints know it.
            context.NoResult();
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
