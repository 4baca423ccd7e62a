using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.Accounts.Infrastructure;
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
    internal static UserResponse From(Account account) => new(account.Id, account.UserName!, account.DisplayName, account.AvatarUrl, account.Roles);

    internal static UserResponse? From(ClaimsPrincipal user) => user.ToCaller() is { } caller
        ? new UserResponse(caller.Id, caller.Username, caller.DisplayName, caller.AvatarUrl, caller.Roles)
        : null;
}

/// <summary>The answer of register, login and me.</summary>
public sealed record SessionResponse(UserResponse User);

/// <summary>The answer of token and refresh; <paramref name="ExpiresIn"/> is in seconds.</summary>
public sealed record TokenResponse(string AccessToken, int ExpiresIn, string RefreshToken, string TokenType = "Bearer");
