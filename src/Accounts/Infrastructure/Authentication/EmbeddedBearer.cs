using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Clockit.Accounts.Infrastructure.Authentication;

/// <summary>
/// Access tokens of programs, as the embedded issuer made them. The signature alone signs nobody in: the token's session
/// must be active and its account known, and what the account may do is what it may do now.
/// </summary>
internal static class EmbeddedBearer
{
    public static void Add(WebApplicationBuilder builder) => builder.Services
        .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
        .PostConfigure<ISigningKeys, AccessTokens>((options, keys, tokens) =>
        {
            options.TokenValidationParameters.ValidIssuer = tokens.Issuer;
            options.TokenValidationParameters.IssuerSigningKeyResolver = (_, _, _, _) => keys.Published;
            options.Events = new JwtBearerEvents { OnMessageReceived = PresentedToken.ReceivedAsync, OnTokenValidated = ValidatedAsync };
        });

    private static async Task ValidatedAsync(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var signedIn = http.RequestServices.GetRequiredService<ISignedIn>();
        var sessionId = context.Principal!.SessionId();
        // Tokens from before sessions were kept on the server name none; they end within minutes.
        var account = sessionId is { } id ? await signedIn.FindBySessionAsync(id, ClientAddresses.Show(http.Connection.RemoteIpAddress), http.RequestAborted)
            : context.Principal!.UserId() is { } accountId ? await signedIn.FindAsync(accountId, http.RequestAborted)
            : null;
        if (account is null || account.Id != context.Principal!.UserId())
        {
            context.Fail("The session has ended.");
            return;
        }

        context.Principal = http.RequestServices.GetRequiredService<AccountPrincipals>().Create(account, sessionId, JwtBearerDefaults.AuthenticationScheme);
    }
}
