using System.Security.Claims;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Application;

/// <summary>Issues the ES256 access tokens that the services accept.</summary>
public sealed class AccessTokens(ISigningKeys keys, TimeProvider time, string issuer)
{
    /// <summary>For programs.</summary>
    public static readonly TimeSpan ProgramLifetime = TimeSpan.FromMinutes(15);

    /// <summary>For one session's requests towards the services.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The issuer, as in the discovery document.</summary>
    public string Issuer => issuer;

    /// <summary>A token that says what the principal's claims say.</summary>
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
        foreach (var type in new[] { ClockitClaims.AvatarUrl, ClockitClaims.SessionIdClaim })
        {
            if (user.FindFirstValue(type) is { } value)
            {
                claims[type] = value;
            }
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

/// <summary>What the claims of a signed-in account say.</summary>
public sealed class AccountPrincipals(AvatarAddresses avatars)
{
    /// <param name="account">As it is now.</param>
    /// <param name="sessionId">The session or API token that vouches for it; null for a bearer token of an external issuer.</param>
    /// <param name="scheme">How it was authenticated.</param>
    public ClaimsPrincipal Create(Account account, Guid? sessionId, string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClockitClaims.Username, ClockitClaims.Role);
        identity.AddClaim(new Claim(ClockitClaims.UserIdClaim, account.Id.ToString()));
        identity.AddClaim(new Claim(ClockitClaims.Username, account.Username));
        identity.AddClaim(new Claim(ClockitClaims.DisplayName, account.DisplayName));
        if (avatars.Of(account) is { } avatarUrl)
        {
            identity.AddClaim(new Claim(ClockitClaims.AvatarUrl, avatarUrl));
        }

        if (sessionId is { } session)
        {
            identity.AddClaim(new Claim(ClockitClaims.SessionIdClaim, session.ToString()));
        }

        identity.AddClaims(account.Roles.Select(role => new Claim(ClockitClaims.Role, role)));
        return new ClaimsPrincipal(identity);
    }
}

/// <summary>Where an account's picture is.</summary>
public sealed class AvatarAddresses(string publicOrigin)
{
    /// <summary>Absolute; null when the account has no picture.</summary>
    public string? Of(Account account) => account.AvatarTag is { } tag ? $"{publicOrigin}/api/users/{account.Id}/avatar?v={tag}" : account.AvatarUrl;
}
