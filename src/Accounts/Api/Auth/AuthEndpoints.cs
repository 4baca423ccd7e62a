using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure;
using Clockit.Accounts.Infrastructure.External;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Clockit.Accounts.Api.Auth;

/// <summary>The embedded accounts: sessions for browsers, tokens for programs.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Accounts");
        auth.MapPost("/logout", Logout).AllowAnonymous()
            .Describe("logOut", "Sign out", "Ends the browser's session; without one it changes nothing.")
            .Produces(204)
            .Answers(204, HeaderDescription.SessionCookie);
        auth.MapGet("/me", Me).RequireAuthorization()
            .Describe("getMe", "Who am I", "The account of the session or token.");

        if (app.ServiceProvider.GetRequiredService<ExternalIssuerOptions>().IsEnabled)
        {
            return;
        }

        var credentials = auth.MapGroup("").RequireRateLimiting(AccountsModule.CredentialsPolicy).AllowAnonymous();
        credentials.MapPost("/register", RegisterAsync)
            .Describe("register", "Sign up", "For anyone: creates an account and signs the browser in. The first account of an installation is its admin too.")
            .Answers(201, HeaderDescription.SessionCookie)
            .Problems(404, AuthCodes.ExternalIssuer)
            .Problems(409, AuthCodes.UsernameTaken)
            .Problems(422, ProblemCodes.RequestInvalid);
        credentials.MapPost("/login", LoginAsync)
            .Describe("logIn", "Sign in", "For browsers: the answer sets the session cookie. Five wrong passwords in a row lock the account for five minutes.")
            .Answers(200, HeaderDescription.SessionCookie)
            .Problems(401, AuthCodes.InvalidCredentials)
            .Problems(404, AuthCodes.ExternalIssuer)
            .Problems(429, AuthCodes.LockedOut);
        credentials.MapPost("/token", TokenAsync)
            .Describe("issueToken", "Get tokens", "For programs: a short-lived access token, sent as `Authorization: Bearer`, and a refresh token.")
            .Problems(401, AuthCodes.InvalidCredentials)
            .Problems(404, AuthCodes.ExternalIssuer)
            .Problems(429, AuthCodes.LockedOut);
        credentials.MapPost("/refresh", RefreshAsync)
            .Describe("refreshToken", "Get new tokens", "A refresh token works once; using it again revokes every token that came from it.")
            .Problems(401, AuthCodes.RefreshInvalid)
            .Problems(404, AuthCodes.ExternalIssuer);
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
            return ApiProblem.Conflict(AuthCodes.UsernameTaken, "This username is taken; choose another one.");
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
        request.RefreshToken is { Length: > 0 and <= RefreshRequest.MaxLength } token && await refreshTokens.RotateAsync(token, cancellationToken) is { } rotated
            ? await AnswerAsync(http, rotated.Account, rotated.Next, principals, tokens)
            : ApiProblem.Create(StatusCodes.Status401Unauthorized, AuthCodes.RefreshInvalid, "This refresh token is not valid any more; sign in again.");

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
            return (null, ApiProblem.Create(StatusCodes.Status429TooManyRequests, AuthCodes.LockedOut, "Too many wrong passwords; try again after the time in Retry-After."));
        }

        return (null, ApiProblem.Create(StatusCodes.Status401Unauthorized, AuthCodes.InvalidCredentials, "Username or password is wrong."));
    }

    internal static async Task SignInAsync(HttpContext http, Account account, IUserClaimsPrincipalFactory<Account> principals) =>
        await http.SignInAsync(IdentityConstants.ApplicationScheme, await principals.CreateAsync(account), new AuthenticationProperties { IsPersistent = true });
}
