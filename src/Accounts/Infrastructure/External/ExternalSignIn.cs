using System.Security.Claims;
using System.Text.Json;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Authentication;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>
/// Signing browsers in at the external issuer, by ASP.NET Core's OpenID Connect handler: authorization code with PKCE, state
/// and nonce. It ends in the same session cookie as a login; the tokens are read and kept nowhere.
/// </summary>
internal static class ExternalSignIn
{
    public static void Configure(OpenIdConnectOptions options, ExternalIssuerOptions issuer)
    {
        options.SignInScheme = AccountSchemes.Session;
        options.CallbackPath = "/api/auth/callback";
        options.ClientId = issuer.ClientId;
        options.ClientSecret = issuer.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.SaveTokens = false;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        // Names are read at the end, from the ID token first.
        options.ClaimActions.Clear();
        options.BackchannelTimeout = TimeSpan.FromSeconds(5);
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.TokenValidationParameters.ValidAlgorithms = ExternalIssuerExtensions.Algorithms;
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(10);
        options.TokenValidationParameters.ValidAudience = issuer.ClientId;
        // The answer comes as a page that the browser opens: Lax cookies go with it.
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = RedirectAsync,
            OnMessageReceived = CheckIssuerAsync,
            OnUserInformationReceived = AddUserInfoAsync,
            OnTicketReceived = SignInAsync,
            OnRemoteFailure = FailedAsync,
        };
    }

    /// <summary>The callback's address as the browser knows it, also behind something that ends TLS.</summary>
    private static Task RedirectAsync(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = context.HttpContext.RequestServices.GetRequiredService<PublicOrigin>().AddressOf(context.Options.CallbackPath);
        return Task.CompletedTask;
    }

    /// <summary>Another issuer's answer is not taken for this one's (RFC 9207).</summary>
    private static async Task CheckIssuerAsync(MessageReceivedContext context)
    {
        if (context.ProtocolMessage.Error is not null)
        {
            return;
        }

        var issuer = await context.HttpContext.RequestServices.GetRequiredService<ExternalIssuer>().GetAsync(context.HttpContext.RequestAborted);
        var said = context.ProtocolMessage.GetParameter("iss");
        var mustSay = issuer.AdditionalData.TryGetValue("authorization_response_iss_parameter_supported", out var supported) && supported is true or "true" or "True";
        if (said is null ? mustSay : said != issuer.Issuer)
        {
            context.Fail("The answer is another issuer's.");
        }
    }

    /// <summary>Issuers may leave the profile to the UserInfo endpoint (OpenID Connect Core, section 5.4); what the ID token says goes before it.</summary>
    private static Task AddUserInfoAsync(UserInformationReceivedContext context)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        var rolesClaim = context.HttpContext.RequestServices.GetRequiredService<ExternalIssuerOptions>().RolesClaim;
        foreach (var type in new[] { "preferred_username", "name", "email", "picture", rolesClaim, "role" }.Where(type => !identity.HasClaim(claim => claim.Type == type)))
        {
            if (context.User.RootElement.TryGetProperty(type, out var value))
            {
                identity.AddClaims((value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
                    .Where(item => item.ValueKind is JsonValueKind.String)
                    .Select(item => new Claim(type, item.GetString()!)));
            }
        }

        return Task.CompletedTask;
    }

    private static async Task SignInAsync(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var options = services.GetRequiredService<ExternalIssuerOptions>();
        var cancellation = context.HttpContext.RequestAborted;
        if (ExternalProfile.From([.. context.Principal!.Claims], options.RolesClaim, services.GetRequiredService<TimeProvider>().GetUtcNow()) is not { } profile)
        {
            await RefuseAsync(context);
            return;
        }

        var account = await services.GetRequiredService<ExternalAccounts>().FindOrAddAsync(profile, cancellation);
        var session = await services.GetRequiredService<SignIns>().StartBrowserAsync(account, SessionKind.External, RequestCaller.Of(context.HttpContext), cancellation);
        if (session is null)
        {
            await RefuseAsync(context);
            return;
        }

        context.Principal = SessionCookie.Principal(session);
        context.Properties = SessionCookie.Properties(options.Authority, context.ReturnUri);
    }

    /// <summary>A sign-in that did not succeed: back to the page when its user gave up, else an error with a code.</summary>
    private static Task FailedAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        if (IsUnavailability(context.Failure))
        {
            return ApiProblem.Create(StatusCodes.Status503ServiceUnavailable, ProblemCodes.ServiceUnavailable, "The sign-in service does not answer; try again in a moment.")
                .ExecuteAsync(context.HttpContext);
        }

        if (context.Request.Query["error"] == "access_denied" && context.Properties?.RedirectUri is { } back)
        {
            context.Response.Redirect(back);
            return Task.CompletedTask;
        }

        return Refusal.ExecuteAsync(context.HttpContext);
    }

    private static Task RefuseAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        return Refusal.ExecuteAsync(context.HttpContext);
    }

    private static ProblemHttpResult Refusal => ApiProblem.Create(StatusCodes.Status401Unauthorized, AuthCodes.SignInFailed, "The sign-in did not succeed; begin it again.");

    private static bool IsUnavailability(Exception? exception) => exception switch
    {
        null => false,
        ServiceUnavailableException or HttpRequestException or TimeoutException or TaskCanceledException or System.Data.Common.DbException { IsTransient: true } => true,
        _ => IsUnavailability(exception.InnerException),
    };
}
