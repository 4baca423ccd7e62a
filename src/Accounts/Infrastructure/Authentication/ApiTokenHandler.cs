using System.Security.Claims;
using System.Text.Encodings.Web;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Clockit.Accounts.Infrastructure.Authentication;

/// <summary>
/// Takes named API tokens, and the requests that their scopes allow. What they do not allow is as if nobody had signed in
/// for what anybody may do, and refused otherwise.
/// </summary>
internal sealed class ApiTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ISignedIn signedIn, AccountPrincipals principals)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const int MaxLength = 200;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var secret = PresentedToken.Find(Request);
        if (secret is null || secret.Length > MaxLength || await signedIn.FindByApiTokenAsync(secret, Context.RequestAborted) is not var (account, token))
        {
            return AuthenticateResult.Fail("No such API token.");
        }

        if (ApiScopes.Required(Request.Method, Request.Path.Value ?? "") is not { } scope || !token.Scopes.Contains(scope, StringComparer.Ordinal))
        {
            Context.Items[typeof(ApiTokenHandler)] = true;
            return AuthenticateResult.Fail("The API token has not the scope.");
        }

        var principal = principals.Create(account, token.Id, AccountSchemes.ApiToken);
        ((ClaimsIdentity)principal.Identity!).AddClaims(token.Scopes.Select(granted => new Claim(AccountSchemes.Scope, granted)));
        return AuthenticateResult.Success(new AuthenticationTicket(principal, AccountSchemes.ApiToken));
    }

    /// <summary>Who is known and may not is forbidden, not asked to sign in.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = Context.Items.ContainsKey(typeof(ApiTokenHandler)) ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
