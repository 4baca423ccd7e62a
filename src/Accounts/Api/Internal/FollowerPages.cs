using Clockit.Accounts.Application;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Internal;

/// <summary>Up to 1,000 followers, and as what to pass <c>after</c> for those who follow; null after the last.</summary>
internal sealed record FollowerPage(IReadOnlyList<Guid> Ids, long? Next);

/// <summary>What SignalingService asks to tell a host's followers.</summary>
internal static class FollowerPages
{
    public static void MapFollowerPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/users/{userId:guid}/followers", PageAsync).ExcludeFromDescription();

    private static async Task<Ok<FollowerPage>> PageAsync(Guid userId, long? after, IFollowStore follows, CancellationToken cancellationToken)
    {
        var (ids, next) = await follows.FollowerIdsAsync(userId, after, cancellationToken);
        return TypedResults.Ok(new FollowerPage(ids, next));
    }
}
