using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Application;

/// <summary>Issues the ES256 access tokens that the services accept.</summary>
public sealed class AccessTokens(ISigningKeys keys, TimeProvider time, string issuer)
{
    /// <summary>For programs.</summary>
    public static readonly TimeSpan ProgramLifetime = TimeSpan.FromMinutes(15);

    /// <summary>For one browser session's requests towards the services.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The issuer, as in the discovery document.</summary>
    public string Issuer => issuer;

    public string Create(ClaimsPrincipal user, TimeSpan lifetime)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [ClockitClaims.UserIdClaim] = user.FindFirstValue(ClockitClaims.UserIdClaim)!,
            [ClockitClaims.Username] = user.FindFirstValue(ClockitClaims.Username)!,
            [ClockitClaims.DisplayName] = user.FindFirstValue(ClockitClaims.DisplayName)!,
            [ClockitClaims.Role] = user.FindAll(ClockitClaims.Role).Select(role => role.Value).ToArray(),
        };
        if (user.FindFirstValue(ClockitClaims.AvatarUrl) is { } avatarUrl)
        {
            claims[ClockitClaims.AvatarUrl] = avatarUrl;
        }

        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = ClockitClaims.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            Claims = claims,
            SigningCredentials = new SigningCredentials(keys.Current, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
