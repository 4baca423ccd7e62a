using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;

namespace Clockit.Accounts.Api.Auth;

/// <summary>An account as callers see it.</summary>
public sealed record UserResponse(
    Guid Id,
    string Username,
    string DisplayName,
    string? AvatarUrl,
    [property: AllowedValues(ClockitRoles.Viewer, ClockitRoles.Creator, ClockitRoles.Moderator, ClockitRoles.Admin)] IReadOnlyList<string> Roles)
{
    internal static UserResponse From(Account account, AvatarAddresses avatars) => new(account.Id, account.Username, account.DisplayName, avatars.Of(account), account.Roles);

    internal static UserResponse? From(ClaimsPrincipal user) => user.ToCaller() is { } caller
        ? new UserResponse(caller.Id, caller.Username, caller.DisplayName, caller.AvatarUrl, caller.Roles)
        : null;
}

/// <summary>The answer of register, login and me.</summary>
public sealed record SessionResponse(UserResponse User);

/// <summary>The answer of token and refresh; <paramref name="ExpiresIn"/> is in seconds.</summary>
public sealed record TokenResponse(string AccessToken, int ExpiresIn, string RefreshToken, string TokenType = "Bearer");

/// <summary>Where an account is signed in.</summary>
/// <param name="Device">What the sign-in's <c>User-Agent</c> header said.</param>
/// <param name="Address">The address that it was last used from.</param>
/// <param name="Since">When it was signed in.</param>
/// <param name="LastSeen">Right to a minute.</param>
/// <param name="Current">Whether it is the caller's own.</param>
public sealed record SignInResponse(
    Guid Id, [property: AllowedValues("browser", "program")] string Kind, string Device, string Address, DateTimeOffset Since, DateTimeOffset LastSeen, bool Current)
{
    internal static SignInResponse From(Session session, Guid? current) => new(
        session.Id, session.Kind is SessionKind.Program ? "program" : "browser", session.Device, session.Address, session.CreatedAt, session.LastSeenAt, session.Id == current);
}

/// <summary>The sessions of an account, the newest sign-in first.</summary>
public sealed record SignInListResponse(IReadOnlyList<SignInResponse> Items);

/// <summary>A named API token, without its secret.</summary>
/// <param name="LastUsedAt">Right to a minute; null when it was never used.</param>
public sealed record ApiTokenResponse(
    Guid Id, string Name, [property: AllowedValues(ApiScopes.Read, ApiScopes.Chat, ApiScopes.Streams)] IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt)
{
    internal static ApiTokenResponse From(ApiToken token) => new(token.Id, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
}

/// <summary>An account's API tokens, the newest first.</summary>
public sealed record ApiTokenListResponse(IReadOnlyList<ApiTokenResponse> Items);

/// <summary>A new API token.</summary>
/// <param name="Secret">Shown this once; sent as <c>Authorization: Bearer</c>.</param>
public sealed record ApiTokenSecretResponse(ApiTokenResponse Token, string Secret);

/// <summary>All that is stored of an account here.</summary>
/// <param name="Following">Whom it follows.</param>
/// <param name="Followers">Who follows it.</param>
public sealed record AccountExportResponse(
    UserResponse User,
    string? Bio,
    IReadOnlyList<string> Links,
    DateTimeOffset CreatedAt,
    IReadOnlyList<SignInResponse> Sessions,
    IReadOnlyList<ApiTokenResponse> Tokens,
    IReadOnlyList<Guid> Following,
    IReadOnlyList<Guid> Followers);
