using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.Services;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.ServiceDefaults.Authentication;

/// <summary>Bearer tokens of the gateway, for services.</summary>
public static class BearerAuthenticationExtensions
{
    /// <summary>
    /// Validates bearer tokens against the keys that the gateway publishes under <c>services:gateway:http:0</c>.
    /// </summary>
    internal static void AddBearerAuthentication(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddJwtBearer();
        builder.Services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IConfiguration>((options, configuration) =>
            {
                var gateway = configuration["services:gateway:http:0"];
                if (gateway is not null)
                {
                    options.MetadataAddress = new Uri(new Uri(gateway), "/.well-known/openid-configuration").AbsoluteUri;
                }

                // The gateway is reached inside the installation's own network.
                options.RequireHttpsMetadata = false;
                // An announced key is known before it signs.
                options.AutomaticRefreshInterval = TimeSpan.FromMinutes(5);
                options.RefreshInterval = TimeSpan.FromSeconds(5);
                // Keys are announced ten minutes before they sign: who looks twice in that time knows each beforehand.
                options.AutomaticRefreshInterval = TimeSpan.FromMinutes(5);
                options.MapInboundClaims = false;
                options.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidAudience = ClockitClaims.Audience,
                    ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSha256],
                    NameClaimType = ClockitClaims.Username,
                    RoleClaimType = ClockitClaims.Role,
                    ClockSkew = TimeSpan.FromSeconds(10),
                    LifetimeValidator = IsInTime,
                };
            });
        builder.Services.AddAuthorization();
    }

    /// <summary>
    /// Follows what ends at the gateway, for a service: refuses tokens of ended sessions and accounts, and ends hub
    /// connections (add <see cref="SignedInConnections"/> to the hubs' filters).
    /// </summary>
    public static void AddAccountChanges(this WebApplicationBuilder builder)
    {
        // A service without a gateway, as benchmarks start one, takes nobody's tokens.
        var hasGateway = builder.Configuration["services:gateway:http:0"] is { Length: > 0 };
        if (hasGateway)
        {
            builder.AddServiceClient("gateway");
        }

        builder.Services.AddSingleton(services =>
        {
            var gateway = hasGateway ? services.ServiceClientOf("gateway") : null;
            // The gateway keeps a question until there is something to say.
            gateway?.Timeout = TimeSpan.FromSeconds(10);
            return new AccountChanges(gateway, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<AccountChanges>>());
        });
        builder.Services.AddHostedService(services => services.GetRequiredService<AccountChanges>());
        builder.Services.AddHealthChecks().AddCheck<AccountChanges>("sessions", tags: [HealthExtensions.ReadyTag]);
        builder.Services.AddSingleton<SignedInConnections>();
        builder.Services.AddHostedService(services => services.GetRequiredService<SignedInConnections>());
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).PostConfigure<AccountChanges>((options, changes) =>
            options.Events = new JwtBearerEvents
            {
                OnTokenValidated = context =>
                {
                    if (changes.HasEnded(context.Principal!, new DateTimeOffset(context.SecurityToken.ValidFrom, TimeSpan.Zero)))
                    {
                        context.Fail("The session has ended.");
                    }

                    return Task.CompletedTask;
                },
            });
    }

    /// <summary>A token that is valid for longer than any is made for is refused, whoever signed it.</summary>
    private static bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = DateTime.UtcNow;
        return notBefore is { } from && expires is { } until
            && until - from <= AccountChanges.LongestToken
            && from <= now + parameters.ClockSkew && until > now - parameters.ClockSkew;
    }
}
