using Microsoft.AspNetCore.Identity;

namespace Clockit.Gateway.Infrastructure;

/// <summary>An account of the embedded issuer, as ASP.NET Core Identity stores it.</summary>
public sealed class Account : IdentityUser<Guid>
{
    public string DisplayName { get; set; } = "";

    public string? AvatarUrl { get; set; }

    /// <summary>Of <see cref="ServiceDefaults.Authentication.ClockitRoles"/>; at least <c>viewer</c>.</summary>
    public string[] Roles { get; set; } = [];

    public DateTimeOffset CreatedAt { get; init; }
}
