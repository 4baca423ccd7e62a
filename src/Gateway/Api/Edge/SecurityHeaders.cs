using Clockit.Gateway.Api.Edge.Pages;

namespace Clockit.Gateway.Api.Edge;

/// <summary>The headers that keep a browser from doing more than the site needs.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<EdgeOptions>();
        var framed = Policy(edge, "*");
        var own = Policy(edge, "'none'");
        app.Use((context, next) =>
        {
            var mayBeFramed = ClientPages.Parameter(context.Request.Path, StreamPages.Embed) is not null;
            // When the answer begins: what handles an exception begins it anew.
            context.Response.OnStarting(() =>
            {
                Write(context, mayBeFramed ? framed : own, mayBeFramed);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Write(HttpContext context, string policy, bool mayBeFramed)
    {
        var headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = policy;
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self), geolocation=()";
        if (!mayBeFramed)
        {
            headers.XFrameOptions = "DENY";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
        }

        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }

    /// <summary>
    /// Pictures come from here alone unless the operator names other sites: whoever may set a picture's address would
    /// otherwise learn who looks at it. See <c>docs/decisions/foreign-pictures.md</c>.
    /// </summary>
    private static string Policy(EdgeOptions edge, string ancestors) =>
        $"default-src 'self'; img-src 'self' data: blob:{string.Concat(edge.ImageSources.Select(source => $" {source}"))}; media-src 'self' blob: https:; connect-src 'self'; " +
        $"script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}";
}
