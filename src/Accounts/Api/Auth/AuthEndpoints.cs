using System.Globalization;
using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Auth;

/// <summary>The embedded accounts: sessions for browsers, tokens for programs.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Accounts");
        auth.MapPost("/logout", LogoutAsync).AllowAnonymous()
            .Describe("logOut", "Sign out", "Ends the session of the cookie or token: nothing that belongs to it counts any more, also on open hubs. Without one it changes nothing.")
            .Produces(204)
            .Answers(204, HeaderDescription.SessionCookie);
        auth.MapGet("/me", Me).RequireAuthorization()
            .Describe("getMe", "Who am I", "The account of the session or token.")
            .Problems(403, ProblemCodes.AuthForbidden);

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
            .Describe("logIn", "Sign in", "For browsers: the answer sets the session cookie. After five wrong passwords for a name the address that sent them waits five minutes; others are not concerned.")
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
            .Describe("refreshToken", "Get new tokens", "A refresh token works once. Who did not get the answer may repeat the call within 30 s and gets the same refresh token; using a replaced token otherwise ends the session.")
            .Problems(401, AuthCodes.RefreshInvalid)
            .Problems(404, AuthCodes.ExternalIssuer);
    }

    private static async Task<Results<Created<SessionResponse>, ProblemHttpResult>> RegisterAsync(
        RegisterRequest request, HttpContext http, Registration registration, SignIns signIns, AvatarAddresses avatars, CancellationToken cancellationToken)
    {
        var errors = request.Validate();
        if (errors.Count > 0)
        {
            return ApiProblem.Invalid(errors);
        }

        var (account, refusal) = await registration.RegisterAsync(
            request.Username!, request.Password!, request.TrimmedDisplayName, request.IsCreator, Requests.AddressOf(http), cancellationToken);
        if (account is null)
        {
            return refusal switch
            {
                RegistrationRefusal.UsernameReserved => ApiProblem.Invalid("username", "This username is reserved; choose another one."),
                RegistrationRefusal.DisplayNameReserved => ApiProblem.Invalid("displayName", "This display name is reserved; choose another one."),
                _ => ApiProblem.Conflict(AuthCodes.UsernameTaken, "This username is taken; choose another one."),
            };
        }

        await SignInAsync(http, account, signIns, cancellationToken);
        return TypedResults.Created("/api/auth/me", new SessionResponse(UserResponse.From(account, avatars)));
    }

    private static async Task<Results<Ok<SessionResponse>, ProblemHttpResult>> LoginAsync(
        CredentialsRequest request, HttpContext http, Passwords passwords, SignIns signIns, AvatarAddresses avatars, CancellationToken cancellationToken)
    {
        var (account, refusal) = await CheckAsync(request, http, passwords, cancellationToken);
        return account is null ? refusal!
            : await SignInAsync(http, account, signIns, cancellationToken) ? TypedResults.Ok(new SessionResponse(UserResponse.From(account, avatars)))
            : WrongCredentials();
    }

    private static async Task<NoContent> LogoutAsync(HttpContext http, ISessionStore sessions)
    {
        if (http.User.UserId() is { } accountId && http.User.SessionId() is { } sessionId)
        {
            await sessions.EndAsync(accountId, sessionId, CancellationToken.None);
        }

        await http.SignOutAsync(AccountSchemes.Session);
        return TypedResults.NoContent();
    }

    private static Ok<SessionResponse> Me(ClaimsPrincipal user, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SessionResponse(UserResponse.From(user)!));
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> TokenAsync(
        CredentialsRequest request, HttpContext http, Passwords passwords, SignIns signIns, AccountPrincipals principals, AccessTokens tokens, CancellationToken cancellationToken)
    {
        var (account, refusal) = await CheckAsync(request, http, passwords, cancellationToken);
        return account is null ? refusal!
            : await signIns.StartProgramAsync(account, Requests.CallerOf(http), cancellationToken) is var (session, refreshToken) ? Answer(http, account, session, refreshToken, principals, tokens)
            : WrongCredentials();
    }

    private static async Task<Results<Ok<TokenResponse>, ProblemHttpResult>> RefreshAsync(
        RefreshRequest request, HttpContext http, SignIns signIns, AccountPrincipals principals, AccessTokens tokens, CancellationToken cancellationToken) =>
        request.RefreshToken is { Length: > 0 and <= RefreshRequest.MaxLength } token
            && await signIns.RefreshAsync(token, Requests.CallerOf(http), cancellationToken) is var (account, session, next)
            ? Answer(http, account, session, next, principals, tokens)
            : ApiProblem.Create(StatusCodes.Status401Unauthorized, AuthCodes.RefreshInvalid, "This refresh token is not valid any more; sign in again.");

    private static Ok<TokenResponse> Answer(HttpContext http, Account account, Session session, string refreshToken, AccountPrincipals principals, AccessTokens tokens)
    {
        http.Response.Headers.CacheControl = "no-store";
        var accessToken = tokens.Create(principals.Create(account, session.Id, AccountSchemes.SessionOrBearer), AccessTokens.ProgramLifetime);
        return TypedResults.Ok(new TokenResponse(accessToken, (int)AccessTokens.ProgramLifetime.TotalSeconds, refreshToken));
    }

    private static async Task<(Account? Account, ProblemHttpResult? Refusal)> CheckAsync(CredentialsRequest request, HttpContext http, Passwords passwords, CancellationToken cancellationToken)
    {
        if (!request.IsComplete)
        {
            return (null, WrongCredentials());
        }

        var (account, wait) = await passwords.CheckAsync(request.Username!, request.Password!, Requests.AddressOf(http), cancellationToken);
        return (account, account is not null ? null : wait is { } time ? TooMany(http, time) : WrongCredentials());
    }

    internal static ProblemHttpResult TooMany(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return ApiProblem.Create(StatusCodes.Status429TooManyRequests, AuthCodes.LockedOut, "Too many wrong passwords; try again after the time in Retry-After.");
    }

    private static ProblemHttpResult WrongCredentials() =>
        ApiProblem.Create(StatusCodes.Status401Unauthorized, AuthCodes.InvalidCredentials, "Username or password is wrong.");

    private static async Task<bool> SignInAsync(HttpContext http, Account account, SignIns signIns, CancellationToken cancellationToken)
    {
        if (await signIns.StartBrowserAsync(account, SessionKind.Browser, Requests.CallerOf(http), cancellationToken) is not { } session)
        {
            return false;
        }

        await http.SignInAsync(
            AccountSchemes.Session,
            new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClockitClaims.UserIdClaim, account.Id.ToString()), new Claim(ClockitClaims.SessionIdClaim, session.Id.ToString())], AccountSchemes.Session)),
            new AuthenticationProperties { IsPersistent = true });
        return true;
    }
}
