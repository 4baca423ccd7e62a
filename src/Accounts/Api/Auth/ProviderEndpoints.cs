using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Clockit.Accounts.Application;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.Accounts.Api.Auth;

/// <summary>Where one signs in.</summary>
/// <param name="Embedded">Whether register, login, token and refresh are here.</param>
/// <param name="External">The external issuer, or null.</param>
public sealed record ProvidersResponse(bool Embedded, ExternalProviderResponse? External);

/// <param name="Authority">The issuer's address.</param>
/// <param name="SignInUrl">Where a browser goes to sign in, with <c>?returnUrl=/…</c>; null when only programs can.</param>
public sealed record ExternalProviderResponse(string Authority, string? SignInUrl);

/// <summary>Signing in at an external issuer, and what is left of the embedded one then.</summary>
internal static class ProviderEndpoints
{
    private const string SignInPath = "/signin";
    private const int MaxReturnUrl = 2000;

    public static void MapProviders(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Accounts");
        var external = app.ServiceProvider.GetRequiredService<ExternalIssuerOptions>();
        auth.MapGet("/providers", Providers).AllowAnonymous()
            .Describe("listProviders", "Where to sign in", "For anyone: whether accounts are kept here or at an external issuer, and where browsers sign in there.");
        auth.MapGet(SignInPath, SignIn).AllowAnonymous()
            .Describe("signInExternally", "Sign in at the external issuer", "For browsers, which open it as a page: they are sent to the issuer and come back with the session cookie, or to an error when the issuer's answer is not good.")
            .Produces(302)
            .Problems(401, AuthCodes.SignInFailed)
            .Problems(404, AuthCodes.SignInUnavailable)
            .Problems(422, ProblemCodes.RequestInvalid);

        if (external.IsEnabled)
        {
            foreach (var call in new[] { "/register", "/login", "/token", "/refresh", "/password" })
            {
                auth.MapPost(call, Refuse).ExcludeFromDescription();
            }
        }
    }

    private static Ok<ProvidersResponse> Providers(ExternalIssuerOptions external) => TypedResults.Ok(new ProvidersResponse(
        !external.IsEnabled,
        external.IsEnabled ? new ExternalProviderResponse(external.Authority!, external.HasSignIn ? "/api/auth/signin" : null) : null));

    private static Results<ChallengeHttpResult, ProblemHttpResult> SignIn(
        [MaxLength(MaxReturnUrl), Description("The path to come back to; `/` when left out.")] string? returnUrl, ExternalIssuerOptions external) =>
        !external.HasSignIn ? ApiProblem.NotFound(AuthCodes.SignInUnavailable, "This installation sends nobody elsewhere to sign in; see /api/auth/providers.")
        : IsLocal(returnUrl ?? "/") ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = returnUrl ?? "/" }, [AccountSchemes.External])
        : ApiProblem.Invalid("returnUrl", $"A path of this site, which starts with one slash and has at most {MaxReturnUrl} characters.");

    private static ProblemHttpResult Refuse(ExternalIssuerOptions external) => ApiProblem.NotFound(
        AuthCodes.ExternalIssuer,
        external.HasSignIn
            ? $"Accounts are kept by {external.Authority}: open /api/auth/signin in a browser, or send a bearer token of that issuer."
            : $"Accounts are kept by {external.Authority}: send a bearer token of that issuer.");

    /// <summary>Browsers read a backslash as a slash and drop control characters, and two slashes begin a host's name.</summary>
    private static bool IsLocal(string path) =>
        path.Length is > 0 and <= MaxReturnUrl && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\'))
        && !path.Any(c => char.IsControl(c) || char.IsSurrogate(c));
}
