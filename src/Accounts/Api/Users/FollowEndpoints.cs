using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Users;

/// <summary>Following somebody: one hears when they go live.</summary>
internal static class FollowEndpoints
{
    public static void MapFollows(this IEndpointRouteBuilder app)
    {
        var follow = app.MapGroup("/api/users/{userId}/follow").RequireAuthorization().WithTags("Users").Problems(403, ProblemCodes.AuthForbidden);
        follow.MapPut("", FollowAsync)
            .Describe("follow", "Follow a user", "Once, however often it is called. Who follows hears on `/hubs/live` when a public stream of the user starts. One account follows at most 2,000.")
            .Problems(404, UserCodes.NotFound)
            .Problems(409, UserCodes.FollowLimit)
            .Problems(422, UserCodes.FollowSelf);
        follow.MapDelete("", UnfollowAsync)
            .Describe("unfollow", "Stop following a user", "Also when one did not follow.")
            .Problems(404, UserCodes.NotFound);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> FollowAsync(string userId, ClaimsPrincipal caller, IFollowStore follows, CancellationToken cancellationToken)
    {
        if (UserEndpoints.ReadId(userId) is not { } id)
        {
            return UserEndpoints.NotFound();
        }

        var callerId = caller.UserId()!.Value;
        if (id == callerId)
        {
            return ApiProblem.Create(StatusCodes.Status422UnprocessableEntity, UserCodes.FollowSelf, "Follow somebody else.");
        }

        return await follows.FollowAsync(callerId, id, cancellationToken) switch
        {
            FollowOutcome.Following => TypedResults.NoContent(),
            FollowOutcome.NotFound => UserEndpoints.NotFound(),
            FollowOutcome.LimitReached => ApiProblem.Conflict(
                UserCodes.FollowLimit, $"One account follows at most {IFollowStore.MaxFollowing} others; unfollow somebody first."),
            _ => ApiProblem.SignInRequired(),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnfollowAsync(string userId, ClaimsPrincipal caller, IFollowStore follows, CancellationToken cancellationToken) =>
        UserEndpoints.ReadId(userId) is { } id && await follows.UnfollowAsync(caller.UserId()!.Value, id, cancellationToken)
            ? TypedResults.NoContent()
            : UserEndpoints.NotFound();
}
