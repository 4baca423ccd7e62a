using Clockit.Accounts.Domain;
using Microsoft.AspNetCore.Authentication.JwtBearer;

namespace Clockit.Accounts.Infrastructure.Authentication;

/// <summary>The bearer token of a request, whatever it is.</summary>
internal static class PresentedToken
{
    private const string Bearer = "Bearer ";

    /// <summary>
    /// From the header, or from a hub's address: browsers cannot send headers with a WebSocket, so SignalR's clients put it
    /// there. Null when there is none.
    /// </summary>
    public static string? Find(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length > 0)
        {
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
        }

        return request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) && request.Query["access_token"].ToString() is { Length: > 0 } token ? token : null;
    }

    /// <summary>Whether the request says who it is by anything but a cookie.</summary>
    public static bool IsAny(HttpRequest request) => request.Headers.Authorization.Count > 0 || Find(request) is not null;

    public static bool IsApiToken(string token) => token.StartsWith(ApiToken.Prefix, StringComparison.Ordinal);

    /// <summary>A JSON Web Token, good or bad, has dots; a stream key has none.</summary>
    public static bool IsJwt(string token) => token.Contains('.', StringComparison.Ordinal);

    /// <summary>Hands the bearer handler the JSON Web Tokens alone: other endpoints know the stream keys.</summary>
    public static Task ReceivedAsync(MessageReceivedContext context)
    {
        if (Find(context.Request) is { } token && IsJwt(token))
        {
            context.Token = token;
        }
        else
        {
            context.NoResult();
        }

        return Task.CompletedTask;
    }
}
