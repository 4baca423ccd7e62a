using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge;

/// <summary>Headers that the services trust are never taken from outside.</summary>
internal static class TrustedHeaders
{
    private static readonly string[] Prefixes = ["X-Forwarded-", "X-User-", "X-Clockit-", "X-Original-"];
    private static readonly string[] Names = ["Forwarded", "X-Real-IP"];

    public static IApplicationBuilder UseTrustedHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        foreach (var name in headers.Keys.Where(IsTrusted).ToList())
        {
            headers.Remove(name);
        }

        // Trace state from outside is not ours to carry on.
        headers.Remove(HeaderNames.Baggage);
        return next(context);
    });

    private static bool IsTrusted(string name) =>
        Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        || Names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
