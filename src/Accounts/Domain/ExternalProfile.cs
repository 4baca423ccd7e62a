using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;

namespace Clockit.Accounts.Domain;

/// <summary>What an external issuer's verified token says of somebody, brought into this product's bounds.</summary>
/// <param name="Issuer">The token's <c>iss</c>.</param>
/// <param name="Subject">Its <c>sub</c>; with the issuer, who it is.</param>
/// <param name="NameHint">From what a username is made at first sight.</param>
/// <param name="DisplayName">1 to 50 characters, or null.</param>
/// <param name="AvatarUrl">http(s), or null.</param>
/// <param name="Roles">Of <see cref="ClockitRoles"/>, in their order; at least <c>viewer</c>.</param>
/// <param name="IssuedAt">The token's <c>iat</c>: what a later one says wins.</param>
public sealed record ExternalProfile(
    string Issuer, string Subject, string? NameHint, string? DisplayName, string? AvatarUrl, IReadOnlyList<string> Roles, DateTimeOffset IssuedAt)
{
    /// <summary>OpenID Connect Core, section 2: at most 255 ASCII characters.</summary>
    private const int MaxSubject = 255;

    private static readonly string[] KnownRoles = [ClockitRoles.Viewer, ClockitRoles.Creator, ClockitRoles.Moderator, ClockitRoles.Admin];

    /// <summary>Reads the claims of a verified token; null when they name nobody.</summary>
    /// <param name="claims">The token's claims.</param>
    /// <param name="rolesClaim">The claim that holds roles, beside <c>role</c>.</param>
    /// <param name="now">When the token was issued, for one that does not say.</param>
    public static ExternalProfile? From(IReadOnlyCollection<Claim> claims, string rolesClaim, DateTimeOffset now)
    {
        string? First(string type) => claims.FirstOrDefault(claim => claim.Type == type)?.Value is { Length: > 0 } value ? value : null;

        if (First("iss") is not { } issuer || First("sub") is not { Length: <= MaxSubject } subject || !subject.All(char.IsAscii) || !ProfileRules.IsText(subject))
        {
            return null;
        }

        var roles = claims.Where(claim => claim.Type == rolesClaim || claim.Type == ClockitClaims.Role).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        var picture = First("picture");
        return new ExternalProfile(
            issuer,
            subject,
            First("preferred_username") ?? First("name") ?? First("email"),
            ProfileRules.ToDisplayName(First("name")),
            picture is not null && ProfileRules.IsAvatarUrl(picture) ? picture : null,
            [.. KnownRoles.Where(role => role is ClockitRoles.Viewer || roles.Contains(role))],
            long.TryParse(First("iat"), out var seconds) && seconds is >= 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now);
    }
}
