using System.Security.Claims;

namespace Clockit.ServiceDefaults.Authentication;

/// <summary>The claims of the tokens that the gateway issues, and how to read them.</summary>
public static class ClockitClaims
{
    public const string Audience = "clockit";
    public const string UserIdClaim = "sub";
    public const string Username = "name";
    public const string DisplayName = "display_name";
    public const string AvatarUrl = "avatar_url";
    public const string Role = "role";

    /// <summary>The session, or the API token, that the token was issued for.</summary>
    public const string SessionIdClaim = "sid";

    /// <summary>The account's id, or null for an anonymous caller.</summary>
    public static Guid? UserId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(UserIdClaim), out var id) ? id : null;

    public static Guid? SessionId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(SessionIdClaim), out var id) ? id : null;

    /// <summary>Who the caller is, or null for an anonymous caller.</summary>
    public static Caller? ToCaller(this ClaimsPrincipal user)
    {
        if (user.UserId() is not { } id || user.FindFirstValue(Username) is not { } username)
        {
            return null;
        }

        return new Caller(
            id,
            username,
            user.FindFirstValue(DisplayName) ?? username,
            user.FindFirstValue(AvatarUrl),
            [.. user.FindAll(Role).Select(claim => claim.Value)]);
    }
}

/// <summary>The roles that an account can have.</summary>
public static class ClockitRoles
{
    public const string Viewer = "viewer";
    public const string Creator = "creator";
    public const string Moderator = "moderator";
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [Viewer, Creator, Moderator, Admin];
}

/// <summary>A signed-in caller, read from a verified token.</summary>
public sealed record Caller(Guid Id, string Username, string DisplayName, string? AvatarUrl, IReadOnlyList<string> Roles)
{
    /// <summary>Whether the account moderates the whole site (moderators and admins).</summary>
    public bool IsModerator => IsInRole(ClockitRoles.Moderator) || IsAdmin;

    public bool IsAdmin => IsInRole(ClockitRoles.Admin);

    public bool IsInRole(string role) => Roles.Contains(role, StringComparer.Ordinal);
}
