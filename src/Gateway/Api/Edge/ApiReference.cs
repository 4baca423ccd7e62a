using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Clockit.Gateway.Api.Edge;

/// <summary><c>GET /docs</c>: a page that shows the API's document and tries its calls. It loads nothing from elsewhere.</summary>
internal static class ApiReference
{
    public static void MapApiReference(this IEndpointRouteBuilder app) => app.MapScalarApiReference("/docs", (page, http) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        // The page's start is a script in the page itself, and it writes its styles while it runs.
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
            "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        page.WithTitle("Clockit Live: HTTP API")
            .WithOpenApiRoutePattern("/openapi/v1.json")
            .WithNonce(nonce)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp();
    }).AllowAnonymous();
}
