using System.Security.Claims;
using Clockit.Accounts.Api.Auth;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Users;

/// <summary>Accounts as others see them.</summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/api/users").WithTags("Users");
        users.MapGet("/{userId}", FindAsync)
            .Describe("getUser", "Read a user", "For anyone. `isFollowing` is about the caller.")
            .Problems(404, UserCodes.NotFound);
        users.MapGet("/by-name/{username}", FindByNameAsync)
            .Describe("getUserByName", "Read a user by name", "As `GET /api/users/{userId}`; the name's case does not matter.")
            .Problems(404, UserCodes.NotFound);
        users.MapGet("/{userId}/followers", FollowersAsync)
            .Describe("listFollowers", "List who follows a user", "For anyone; the newest first.")
            .Problems(404, UserCodes.NotFound)
            .Problems(422, ProblemCodes.RequestInvalid);
        users.MapGet("/{userId}/following", FollowingAsync)
            .Describe("listFollowing", "List whom a user follows", "For anyone; the newest first.")
            .Problems(404, UserCodes.NotFound)
            .Problems(422, ProblemCodes.RequestInvalid);
    }

    /// <summary>404 for an id or a name that is nobody's.</summary>
    public static ProblemHttpResult NotFound() => ApiProblem.NotFound(UserCodes.NotFound, "There is no such user.");

    /// <summary>Nobody has an id that is not a UUID.</summary>
    public static Guid? ReadId(string userId) => Guid.TryParseExact(userId, "D", out var id) ? id : null;

    private static async Task<Results<Ok<UserDetailResponse>, ProblemHttpResult>> FindAsync(
        string userId, ClaimsPrincipal caller, IAccountStore accounts, IFollowStore follows, AvatarAddresses avatars, CancellationToken cancellationToken) =>
        await AnswerAsync(await FindAccountAsync(userId, accounts, cancellationToken), caller, follows, avatars, cancellationToken);

    private static async Task<Results<Ok<UserDetailResponse>, ProblemHttpResult>> FindByNameAsync(
        string username, ClaimsPrincipal caller, IAccountStore accounts, IFollowStore follows, AvatarAddresses avatars, CancellationToken cancellationToken) =>
        await AnswerAsync(Usernames.IsValid(username) ? await accounts.FindByUsernameAsync(username, cancellationToken) : null, caller, follows, avatars, cancellationToken);

    private static async Task<Results<Ok<UserPageResponse>, ProblemHttpResult>> FollowersAsync(
        string userId, [AsParameters] PageQuery query, IAccountStore accounts, IFollowStore follows, AvatarAddresses avatars, CancellationToken cancellationToken) =>
        await PageAsync(await FindAccountAsync(userId, accounts, cancellationToken), query, follows.CountFollowersAsync, follows.FollowersAsync, avatars, cancellationToken);

    private static async Task<Results<Ok<UserPageResponse>, ProblemHttpResult>> FollowingAsync(
        string userId, [AsParameters] PageQuery query, IAccountStore accounts, IFollowStore follows, AvatarAddresses avatars, CancellationToken cancellationToken) =>
        await PageAsync(await FindAccountAsync(userId, accounts, cancellationToken), query, follows.CountFollowingAsync, follows.FollowingAsync, avatars, cancellationToken);

    private static async Task<Account?> FindAccountAsync(string userId, IAccountStore accounts, CancellationToken cancellationToken) =>
        ReadId(userId) is { } id ? await accounts.FindAsync(id, cancellationToken) : null;

    private static async Task<Results<Ok<UserDetailResponse>, ProblemHttpResult>> AnswerAsync(
        Account? account, ClaimsPrincipal caller, IFollowStore follows, AvatarAddresses avatars, CancellationToken cancellationToken) => account is null
        ? NotFound()
        : TypedResults.Ok(new UserDetailResponse(
            UserResponse.From(account, avatars),
            await follows.CountFollowersAsync(account.Id, cancellationToken),
            await follows.CountFollowingAsync(account.Id, cancellationToken),
            caller.UserId() is { } callerId && await follows.IsFollowingAsync(callerId, account.Id, cancellationToken),
            account.Bio,
            account.Links));

    private static async Task<Results<Ok<UserPageResponse>, ProblemHttpResult>> PageAsync(
        Account? account,
        PageQuery query,
        Func<Guid, CancellationToken, Task<int>> count,
        Func<Guid, int, int, CancellationToken, Task<IReadOnlyList<Account>>> list,
        AvatarAddresses avatars,
        CancellationToken cancellationToken)
    {
        var (page, limit, errors) = query.Read();
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        if (account is null)
        {
            return NotFound();
        }

        var items = await list(account.Id, (page - 1) * limit, limit, cancellationToken);
        return TypedResults.Ok(new UserPageResponse([.. items.Select(item => UserResponse.From(item, avatars))], page, limit, await count(account.Id, cancellationToken)));
    }
}
