using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clockit.Accounts.Application;
using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>
/// OpenID Connect's authorization code flow with PKCE, state and nonce, on ASP.NET Core's OAuth handler. It ends in the
/// same session cookie as a login; the tokens are read here and kept nowhere.
/// </summary>
internal sealed class CodeFlowHandler(
    IOptionsMonitor<OAuthOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ExternalIssuer issuer,
    ExternalIssuerOptions settings,
    PublicOrigin origin,
    TimeProvider time)
    : OAuthHandler<OAuthOptions>(options, logger, encoder)
{
    public new const string Scheme = "ExternalSignIn";
    private const string Nonce = "nonce";
    private static readonly JsonWebTokenHandler Tokens = new();

    /// <summary>A sign-in that did not succeed: back to the page when its user gave up, else an error with a code.</summary>
    public static Task FailedAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        if (context.Failure is { } failure && IsUnavailability(failure))
        {
            return ApiProblem.Create(StatusCodes.Status503ServiceUnavailable, ProblemCodes.ServiceUnavailable, "The sign-in service does not answer; try again in a moment.")
                .ExecuteAsync(context.HttpContext);
        }

        if (context.Request.Query["error"] == "access_denied" && context.Properties?.RedirectUri is { } back)
        {
            context.Response.Redirect(back);
            return Task.CompletedTask;
        }

        return ApiProblem.Create(StatusCodes.Status401Unauthorized, AuthCodes.SignInFailed, "The sign-in did not succeed; begin it again.").ExecuteAsync(context.HttpContext);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await DiscoverAsync();
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        // Kept in the state, which is encrypted, and compared with the ID token's.
        var nonce = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        properties.Items[Nonce] = nonce;
        return QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, Public(redirectUri)), Nonce, nonce);
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        await DiscoverAsync();
        return await base.ExchangeCodeAsync(new OAuthCodeExchangeContext(context.Properties, context.Code, Public(context.RedirectUri)));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var discovered = await DiscoverAsync();
        var claims = await ValidateAsync(tokens, properties, discovered);
        await AddUserInfoAsync(claims, tokens, discovered);
        var profile = ExternalProfile.From(claims, settings.RolesClaim, time.GetUtcNow()) ?? throw new AuthenticationFailureException("The ID token names nobody.");
        // Not in the constructor: a handler is made for every request.
        var account = await Context.RequestServices.GetRequiredService<ExternalAccounts>().FindOrAddAsync(profile, Context.RequestAborted);
        var principal = await Context.RequestServices.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync(account);
        var session = new AuthenticationProperties { RedirectUri = properties.RedirectUri, IsPersistent = true };
        SessionIssuer.Set(session, settings.Authority!);
        return new AuthenticationTicket(principal, session, Scheme);
    }

    /// <summary>OpenID Connect Core, section 3.1.3.7: signature, issuer, audience, lifetime, nonce.</summary>
    private async Task<List<Claim>> ValidateAsync(OAuthTokenResponse tokens, AuthenticationProperties properties, OpenIdConnectConfiguration discovered)
    {
        var idToken = tokens.Response!.RootElement.TryGetProperty("id_token", out var value) ? value.GetString() : null;
        var result = await Tokens.ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = discovered.Issuer,
            ValidAudience = Options.ClientId,
            ValidAlgorithms = ExternalIssuerExtensions.Algorithms,
            ConfigurationManager = issuer.Manager,
            ClockSkew = TimeSpan.FromSeconds(10),
        });
        if (!result.IsValid)
        {
            throw new AuthenticationFailureException("The ID token is not valid.", result.Exception);
        }

        List<Claim> claims = [.. result.ClaimsIdentity.Claims];
        return properties.Items.TryGetValue(Nonce, out var nonce) && claims.Exists(claim => claim.Type == Nonce && claim.Value == nonce)
            ? claims
            : throw new AuthenticationFailureException("The ID token is not the answer to this sign-in.");
    }

    /// <summary>Issuers may leave the profile to the UserInfo endpoint (OpenID Connect Core, section 5.4).</summary>
    private async Task AddUserInfoAsync(List<Claim> claims, OAuthTokenResponse tokens, OpenIdConnectConfiguration discovered)
    {
        if (string.IsNullOrEmpty(discovered.UserInfoEndpoint) || tokens.AccessToken is null)
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, discovered.UserInfoEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
        using var response = await Backchannel.SendAsync(request, Context.RequestAborted);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            return;
        }

        var info = await response.Content.ReadFromJsonAsync<JsonElement>(Context.RequestAborted);
        if (info.ValueKind is not JsonValueKind.Object || !info.TryGetProperty("sub", out var subject) || !claims.Exists(claim => claim.Type == "sub" && claim.Value == subject.ToString()))
        {
            return;
        }

        foreach (var type in new[] { "preferred_username", "name", "email", "picture", settings.RolesClaim, "role" }.Where(type => !claims.Exists(claim => claim.Type == type)))
        {
            if (info.TryGetProperty(type, out var value))
            {
                claims.AddRange((value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
                    .Where(item => item.ValueKind is JsonValueKind.String)
                    .Select(item => new Claim(type, item.GetString()!)));
            }
        }
    }

    private async Task<OpenIdConnectConfiguration> DiscoverAsync()
    {
        var discovered = await issuer.GetAsync(Context.RequestAborted);
        // The same for every request, so it does not matter that they share the options.
        Options.AuthorizationEndpoint = discovered.AuthorizationEndpoint;
        Options.TokenEndpoint = discovered.TokenEndpoint;
        return discovered;
    }

    /// <summary>The callback's address as the browser knows it, also behind something that ends TLS.</summary>
    private string Public(string redirectUri) => origin.AddressOf(new Uri(redirectUri).AbsolutePath);

    private static bool IsUnavailability(Exception? exception) => exception switch
    {
        null => false,
        ServiceUnavailableException or HttpRequestException or TimeoutException or System.Data.Common.DbException { IsTransient: true } => true,
        _ => IsUnavailability(exception.InnerException),
    };
}
