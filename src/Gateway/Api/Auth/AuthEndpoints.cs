using System.Security.Claims;
using Clockit.Gateway.Api.Edge;
using Clockit.Gateway.Application;
using Clockit.Gateway.Infrastructure;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Clockit.Gateway.Api.Auth;

/// <summary>The embedded accounts: sessions for browsers, tokens for programs.</summary>
internal static class AuthEndpoints
{
    private const string InvalidCredentials = "auth.invalid_credentials";

    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth");
        auth.MapPost("/register", RegisterAsync).RequireRateLimiting(RateLimits.Credentials);
        auth.MapPost("/login", LoginAsync).RequireRateLimiting(RateLimits.Credentials);
        auth.MapPost("/logout", Logout);
        auth.MapGet("/me", Me).RequireAuthorization();
        auth.MapPost("/token", TokenAsync).RequireRateLimiting(RateLimits.Credentials);
        auth.MapPost("/refresh", RefreshAsync).RequireRateLimiting(RateLimits.Credentials);
    }

    private static async Task<Results<Created<SessionResponse>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, HttpContext http, AccountService accounts, IUserClaimsPrincipalFactory<Account> principals, CancellationToken cancellationToken)
    {
        var errors = request.Validate();
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var (account, _) = await accounts.RegisterAsync(request.Username!, request.Password!, request.TrimmedDisplayName, request.IsCreator, cancellationToken);
        if (account is null)
        {
            return ApiProblem.Conflict("auth.username_taken", "This username is taken; choose another one.");
        }

        await SignInAsync(http, account, principals);
        return TypedResults.Created("/api/auth/me", new SessionResponse(UserResponse.From(account)));
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> LoginAsync(
        CredentialsRequest request, HttpContext http, AccountService accounts, IUserClaimsPrincipalFactory<Account> principals)
    {
        var (account, refusal) = await CheckAsync(request, http, accounts);
        if (account is null)
        {
            return refusal!;
        }

        await SignInAsync(http, account, principals);
        return TypedResults.Ok(new SessionResponse(UserResponse.From(account)));
    }

    private static SignOutHttpResult Logout(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return TypedResults.SignOut(authenticationSchemes: [IdentityConstants.ApplicationScheme]);
    }

    private static Ok<SessionResponse> Me(ClaimsPrincipal user, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SessionResponse(UserResponse.From(user)!));
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> TokenAsync(
        CredentialsRequest request,
        HttpContext http,
        AccountService accounts,
        IUserClaimsPrincipalFactory<Account> principals,
        AccessTokens tokens,
        RefreshTokenService refreshTokens,
        CancellationToken cancellationToken)
    {
        var (account, refusal) = await CheckAsync(request, http, accounts);
        return account is null
            ? refusal!
            : await AnswerAsync(http, account, await refreshTokens.IssueAsync(account.Id, cancellationToken), principals, tokens);
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request,
        HttpContext http,
        IUserClaimsPrincipalFactory<Account> principals,
        AccessTokens tokens,
        RefreshTokenService refreshTokens,
        CancellationToken cancellationToken) =>
        request.RefreshToken is { Length: > 0 and <= 256 } token && await refreshTokens.RotateAsync(token, cancellationToken) is { } rotated
            ? await AnswerAsync(http, rotated.Account, rotated.Next, principals, tokens)
            : ApiProblem.Create(StatusCodes.Status401Unauthorized, "auth.refresh_invalid", "This refresh token is not valid any more; sign in again.");

    private static async Task<Ok<TokenResponse>> AnswerAsync(
        HttpContext http, Account account, string refreshToken, IUserClaimsPrincipalFactory<Account> principals, AccessTokens tokens)
    {
        http.Response.Headers.CacheControl = "no-store";
        var accessToken = tokens.Create(await principals.CreateAsync(account), AccessTokens.ProgramLifetime);
        return TypedResults.Ok(new TokenResponse(accessToken, (int)AccessTokens.ProgramLifetime.TotalSeconds, refreshToken));
    }

    private static async Task<(Account? Account, ProblemHttpResult? Refusal)> CheckAsync(CredentialsRequest request, HttpContext http, AccountService accounts)
    {
        var lockedFor = default(TimeSpan?);
        if (request.IsComplete)
        {
            (var account, lockedFor) = await accounts.CheckPasswordAsync(request.Username!, request.Password!);
            if (account is not null)
            {
                return (account, null);
            }
        }

        if (lockedFor is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
            return (null, ApiProblem.Create(StatusCodes.Status429TooManyRequests, "auth.locked_out", "Too many wrong passwords; try again after the time in Retry-After."));
        }

        return (null, ApiProblem.Create(StatusCodes.Status401Unauthorized, InvalidCredentials, "Username or password is wrong."));
    }

    private static async Task SignInAsync(HttpContext http, Account account, IUserClaimsPrincipalFactory<Account> principals) =>
        await http.SignInAsync(IdentityConstants.ApplicationScheme, await principals.CreateAsync(account), new AuthenticationProperties { IsPersistent = true });
}
