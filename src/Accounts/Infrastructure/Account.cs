using Microsoft.AspNetCore.Identity;

namespace Clockit.Accounts.Infrastructure;

/// <summary>An account, as ASP.NET Core Identity stores it.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    public string? AvatarUrl { get; set; }

    /// <summary>Of <see cref="ServiceDefaults.Authentication.ClockitRoles"/>; at least <c>viewer</c>.</summary>
    public string[] Roles { get; set; } = [];

    /// <summary>With an external issuer: when it issued the token that the profile and the roles come from.</summary>
    public DateTimeOffset? ProfileAsOf { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}
