using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.ServiceDefaults.Authentication;

internal static class BearerAuthenticationExtensions
{
    /// <summary>
    /// Validates bearer tokens against the keys that the gateway publishes under <c>services:gateway:http:0</c>.
    /// </summary>
    public static void AddBearerAuthentication(this WebApplicationBuilder builder)
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
                };
            });
        builder.Services.AddAuthorization();
    }
}
