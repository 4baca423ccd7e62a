using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Auth;

/// <summary>Where one is signed in, the password, and API tokens.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").RequireAuthorization().WithTags("Accounts").Problems(403, ProblemCodes.AuthForbidden);
        auth.MapGet("/sessions", ListAsync)
            .Describe("listSessions", "Where am I signed in", "The sessions of browsers and programs, the newest sign-in first.");
        auth.MapDelete("/sessions/{sessionId}", EndAsync)
            .Describe("endSession", "End a session", "Its cookie, tokens and open hubs end within a second.")
            .Problems(404, AuthCodes.SessionNotFound);
        auth.MapDelete("/sessions", EndOthersAsync)
            .Describe("endOtherSessions", "End all other sessions", "All but the caller's own.");
        auth.MapGet("/tokens", ListTokensAsync)
            .Describe("listApiTokens", "List my API tokens", "Without their secrets; expired ones too.");
        auth.MapPost("/tokens", AddTokenAsync)
            .Describe("createApiToken", "Make an API token", "For a program of one's own. The secret is shown this once.")
            .Problems(409, AuthCodes.TokenLimit)
            .Problems(422, ProblemCodes.RequestInvalid);
        auth.MapDelete("/tokens/{tokenId}", DeleteTokenAsync)
            .Describe("deleteApiToken", "Delete an API token", "It counts no more, also on open hubs.")
            .Problems(404, AuthCodes.TokenNotFound);

        if (app.ServiceProvider.GetRequiredService<ExternalIssuerOptions>().IsEnabled)
        {
            return;
        }

        auth.MapPost("/password", ChangePasswordAsync).RequireRateLimiting(AccountsModule.CredentialsPolicy)
            .Describe("changePassword", "Change my password", "Ends every other session and every refresh token of the account.")
            .Problems(403, AuthCodes.InvalidCredentials)
            .Problems(404, AuthCodes.ExternalIssuer)
            .Problems(422, ProblemCodes.RequestInvalid)
            .Problems(429, AuthCodes.LockedOut);
    }

    private static async Task<Ok<SignInListResponse>> ListAsync(ClaimsPrincipal user, HttpContext http, ISessionStore sessions, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        var items = await sessions.ListAsync(user.UserId()!.Value, cancellationToken);
        return TypedResults.Ok(new SignInListResponse([.. items.Select(session => SignInResponse.From(session, user.SessionId()))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(string sessionId, ClaimsPrincipal user, ISessionStore sessions, CancellationToken cancellationToken) =>
        Guid.TryParseExact(sessionId, "D", out var id) && await sessions.EndAsync(user.UserId()!.Value, id, cancellationToken)
            ? TypedResults.NoContent()
            : ApiProblem.NotFound(AuthCodes.SessionNotFound, "You have no such session.");

    private static async Task<NoContent> EndOthersAsync(ClaimsPrincipal user, ISessionStore sessions, CancellationToken cancellationToken)
    {
        await sessions.EndOthersAsync(user.UserId()!.Value, user.SessionId(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangePasswordAsync(
        PasswordRequest request, ClaimsPrincipal user, HttpContext http, IAccountStore accounts, Passwords passwords, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(user.UserId()!.Value, cancellationToken) is not { } account)
        {
            return ApiProblem.SignInRequired();
        }

        if (PasswordErrors.Find(request.NewPassword, account.Username, account.DisplayName) is { } problem)
        {
            return ApiProblem.Invalid("newPassword", problem);
        }

        var (changed, wait) = request.CurrentPassword is { Length: > 0 and <= CredentialsRequest.MaxLength } current
            ? await passwords.ChangeAsync(account, current, request.NewPassword!, user.SessionId(), Requests.AddressOf(http), cancellationToken)
            : (false, null);
        return changed ? TypedResults.NoContent()
            : wait is { } time ? AuthEndpoints.TooMany(http, time)
            : ApiProblem.Forbidden(AuthCodes.InvalidCredentials, "The current password is wrong.");
    }

    private static async Task<Ok<ApiTokenListResponse>> ListTokensAsync(ClaimsPrincipal user, HttpContext http, IApiTokenStore tokens, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ApiTokenListResponse([.. (await tokens.ListAsync(user.UserId()!.Value, cancellationToken)).Select(ApiTokenResponse.From)]));
    }

    private static async Task<Results<Created<ApiTokenSecretResponse>, ProblemHttpResult>> AddTokenAsync(
        ApiTokenRequest request, ClaimsPrincipal user, HttpContext http, IApiTokenStore tokens, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var errors = request.Validate(now);
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var secret = ApiToken.Prefix + RandomTokens.Create();
        var token = ApiToken.Create(
            Guid.CreateVersion7(now), user.UserId()!.Value, request.Name!.Trim(), RandomTokens.Hash(secret), [.. request.Scopes!.OfType<string>().Distinct(StringComparer.Ordinal)], now, request.ExpiresAt!.Value.ToUniversalTime());
        if (!await tokens.AddAsync(token, cancellationToken))
        {
            return ApiProblem.Conflict(AuthCodes.TokenLimit, $"An account has at most {ApiToken.MaxPerAccount} API tokens; delete one first.");
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created("/api/auth/tokens", new ApiTokenSecretResponse(ApiTokenResponse.From(token), secret));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteTokenAsync(string tokenId, ClaimsPrincipal user, IApiTokenStore tokens, CancellationToken cancellationToken) =>
        Guid.TryParseExact(tokenId, "D", out var id) && await tokens.DeleteAsync(user.UserId()!.Value, id, cancellationToken)
            ? TypedResults.NoContent()
            : ApiProblem.NotFound(AuthCodes.TokenNotFound, "You have no such API token.");
}
