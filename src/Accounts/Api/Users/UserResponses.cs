using Clockit.Accounts.Api.Auth;

namespace Clockit.Accounts.Api.Users;

/// <summary>An account as others see it.</summary>
/// <param name="User">The account.</param>
/// <param name="FollowerCount">How many follow it.</param>
/// <param name="FollowingCount">How many it follows.</param>
/// <param name="IsFollowing">Whether the caller follows it; false for a caller who is not signed in.</param>
/// <param name="Bio">What it says of itself, or null.</param>
/// <param name="Links">Absolute http(s) addresses that it names.</param>
public sealed record UserDetailResponse(UserResponse User, int FollowerCount, int FollowingCount, bool IsFollowing, string? Bio, IReadOnlyList<string> Links);

/// <summary>A page of accounts.</summary>
public sealed record UserPageResponse(IReadOnlyList<UserResponse> Items, int Page, int Limit, int Total);
