using System.Security.Claims;
using Clockit.Gateway.Infrastructure.Users;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Gateway.Api.Users;

/// <summary>Following somebody: one hears when they go live.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this IEndpointRouteBuilder app)
    {
        var follow = app.MapGroup("/api/users/{userId}/follow").RequireAuthorization();
        follow.MapPut("", FollowAsync);
        follow.MapDelete("", UnfollowAsync);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FollowAsync(string userId, ClaimsPrincipal caller, FollowService follows, CancellationToken cancellationToken)
    {
        if (UserEndpoints.ReadId(userId) is not { } id)
        {
            return UserEndpoints.NotFound();
        }

        var callerId = caller.UserId()!.Value;
        if (id == callerId)
        {
            return ApiProblem.Create(StatusCodes.Status422UnprocessableEntity, "user.follow_self", "Follow somebody else.");
        }

        return await follows.FollowAsync(callerId, id, cancellationToken) switch
        {
            FollowOutcome.Following => TypedResults.NoContent(),
            FollowOutcome.NotFound => UserEndpoints.NotFound(),
            FollowOutcome.LimitReached => ApiProblem.Conflict(
                "user.follow_limit", $"One account follows at most {FollowService.MaxFollowing} others; unfollow somebody first."),
            _ => ApiProblem.SignInRequired(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnfollowAsync(string userId, ClaimsPrincipal caller, FollowService follows, CancellationToken cancellationToken) =>
        UserEndpoints.ReadId(userId) is { } id && await follows.UnfollowAsync(caller.UserId()!.Value, id, cancellationToken)
            ? TypedResults.NoContent()
            : UserEndpoints.NotFound();
}
