using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.ServiceDefaults.Http;

/// <summary>
/// Takes secrets out of a request's address before anything sees it: the server's own log lines and traces hold addresses,
/// and they are written before any middleware runs.
/// </summary>
/// <remarks>
/// A browser cannot set headers on a WebSocket, so SignalR's clients send their token as <c>access_token</c> in the query
/// (RFC 6750, section 2.3): it becomes the <c>Authorization</c> header, unless there is one. Whatever else looks like a
/// token or a stream key has no business in an address and is replaced, so that it finds nothing and is logged nowhere.
/// </remarks>
internal sealed partial class SecretsInAddresses(IServiceProvider services) : IHttpContextFactory
{
    private const string Replacement = "redacted";
    private readonly DefaultHttpContextFactory _factory = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        var request = featureCollection.GetRequiredFeature<IHttpRequestFeature>();
        if (request.QueryString.Length > 1 && request.QueryString.Contains("access_token", StringComparison.OrdinalIgnoreCase))
        {
            TakeToken(request);
        }

        if (MayHoldSecret(request.QueryString) || MayHoldSecret(request.Path))
        {
            request.QueryString = Shape().Replace(request.QueryString, Replacement);
            request.Path = Shape().Replace(request.Path, Replacement);
            request.RawTarget = Shape().Replace(request.RawTarget, Replacement);
        }

        return _factory.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => _factory.Dispose(httpContext);

    private static void TakeToken(IHttpRequestFeature request)
    {
        var token = Token().Match(request.QueryString) is { Success: true } match ? Uri.UnescapeDataString(match.Groups["value"].Value) : "";
        request.QueryString = WithoutToken(request.QueryString);
        request.RawTarget = WithoutToken(request.RawTarget);
        // Anything but the characters of a token (RFC 6750, section 2.1) is none, and no header's value either.
        if (request.Headers.Authorization.Count == 0 && TokenCharacters().IsMatch(token))
        {
            request.Headers.Authorization = $"Bearer {token}";
        }
    }

    private static string WithoutToken(string address)
    {
        var rest = Token().Replace(address, match => match.Groups["before"].Value).Replace("?&", "?", StringComparison.Ordinal);
        return rest.TrimEnd('?', '&');
    }

    private static bool MayHoldSecret(string text) =>
        text.Length > 24 && (text.Contains("eyJ", StringComparison.Ordinal) || text.Contains("live_", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("(?<before>[?&])access_token=(?<value>[^&]*)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex(@"^[\w\-.~+/]+=*$", RegexOptions.NonBacktracking)]
    private static partial Regex TokenCharacters();

    /// <summary>A JSON web token (header and claims are JSON objects in base64url), or a stream key.</summary>
    [GeneratedRegex(@"eyJ[\w\-]{10,}\.eyJ[\w\-]{10,}(\.[\w\-]*)?|live_[\w\-]{27,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}

internal static class SecretsInAddressesExtensions
{
    public static void AddSecretsInAddresses(this IServiceCollection services) => services.AddSingleton<IHttpContextFactory, SecretsInAddresses>();
}
