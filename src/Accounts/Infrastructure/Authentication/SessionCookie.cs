using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Clockit.Accounts.Infrastructure.Authentication;

/// <summary>
/// The cookie of a browser. It names a session; whether that session is still one, and what its account may do, is looked
/// up at each request.
/// </summary>
internal static class SessionCookie
{
    private const string IssuerKey = "issuer";

    /// <summary>What cookies from before sessions were kept on the server hold in place of a session's id.</summary>
    private const string FormerStamp = "AspNet.Identity.SecurityStamp";

    public static void Configure(CookieAuthenticationOptions options, ExternalIssuerOptions external)
    {
        options.Cookie.Name = "clockit.session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = external.IsEnabled ? Session.ExternalLifetime : Session.BrowserLifetime;
        options.SlidingExpiration = !external.IsEnabled;
        options.Events.OnValidatePrincipal = ValidateAsync;
        // An API answers 401 and 403; it does not redirect to a page.
        options.Events.OnRedirectToLogin = context => Answer(context.Response, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
    }

    /// <summary>What the cookie of a session holds.</summary>
    public static ClaimsPrincipal Principal(Session session) => new(new ClaimsIdentity(
        [new Claim(ClockitClaims.UserIdClaim, session.AccountId.ToString()), new Claim(ClockitClaims.SessionIdClaim, session.Id.ToString())], AccountSchemes.Session));

    /// <summary>A session counts only as long as its issuer is the configured one: none for the embedded issuer, else the authority.</summary>
    public static AuthenticationProperties Properties(string? authority, string? returnUrl = null)
    {
        var properties = new AuthenticationProperties { IsPersistent = true, RedirectUri = returnUrl };
        if (authority is not null)
        {
            properties.Items[IssuerKey] = authority;
        }

        return properties;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var issuer = context.Properties.Items.TryGetValue(IssuerKey, out var value) ? value : null;
        var sessionId = issuer != services.GetRequiredService<ExternalIssuerOptions>().Authority ? null
            : context.Principal?.SessionId() ?? await AdoptAsync(context);
        var account = sessionId is { } id
            ? await services.GetRequiredService<ISignedIn>().FindBySessionAsync(id, ClientAddresses.Show(context.HttpContext.Connection.RemoteIpAddress), context.HttpContext.RequestAborted)
            : null;
        if (account is null)
        {
            context.RejectPrincipal();
            return;
        }

        // A cookie from before gets the session's name.
        context.ShouldRenew |= context.Principal?.SessionId() is null;
        context.ReplacePrincipal(services.GetRequiredService<AccountPrincipals>().Create(account, sessionId, AccountSchemes.Session));
    }

    /// <summary>
    /// The session of a cookie from before sessions were kept on the server. Its id follows from the cookie, so that the
    /// cookie's next request finds the same session, also after that has ended.
    /// </summary>
    private static async Task<Guid?> AdoptAsync(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        if (context.Principal?.FindFirstValue(FormerStamp) is not { } stamp || context.Principal.UserId() is not { } accountId)
        {
            return null;
        }

        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId} {stamp} {context.Properties.IssuedUtc:O}")).AsSpan(0, 16));
        if (await services.GetRequiredService<ISignedIn>().FindBySessionAsync(id, ClientAddresses.Show(context.HttpContext.Connection.RemoteIpAddress), context.HttpContext.RequestAborted) is not null)
        {
            return id;
        }

        var account = await services.GetRequiredService<IAccountStore>().FindAsync(accountId, context.HttpContext.RequestAborted);
        if (account is null || account.SecurityStamp != stamp)
        {
            return null;
        }

        var kind = services.GetRequiredService<ExternalIssuerOptions>().IsEnabled ? SessionKind.External : SessionKind.Browser;
        var session = Session.Start(id, accountId, kind, RequestCaller.Of(context.HttpContext), services.GetRequiredService<TimeProvider>().GetUtcNow());
        // False when it was there before: then it has ended, or another request of this moment added it.
        await services.GetRequiredService<ISessionStore>().AddAsync(account, session, token: null, context.HttpContext.RequestAborted);
        return id;
    }

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        return Task.CompletedTask;
    }
}
