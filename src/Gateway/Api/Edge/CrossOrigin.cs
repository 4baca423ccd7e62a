using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// What pages of other sites may do (the Fetch standard's CORS protocol). Any site may read what anybody may, play and
/// publish by WHEP and WHIP and open hubs, always without a visitor's session. The sites of <c>Gateway:AllowedOrigins</c>
/// may do all that our own pages may, with it.
/// </summary>
internal sealed class CrossOrigin(EdgeOptions edge) : ICorsPolicyProvider
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromHours(1);

    private static readonly string[] Exposed =
    [
        HeaderNames.Location, HeaderNames.ETag, HeaderNames.Link, HeaderNames.RetryAfter, HeaderNames.WWWAuthenticate, HeaderNames.Allow,
        HeaderNames.AcceptRanges, HeaderNames.ContentRange, HeaderNames.ContentDisposition, "Accept-Post", "Accept-Patch", "Idempotency-Replayed",
    ];

    private static readonly CorsPolicy Reading = Anybody("GET", "HEAD", "OPTIONS");
    private static readonly CorsPolicy Media = Anybody("GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE");
    private static readonly CorsPolicy Hubs = Anybody("GET", "HEAD", "OPTIONS", "POST");

    private readonly CorsPolicy _own = Own(edge);

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var path = context.Request.Path;
        if (!ServiceRoutes.IsForPrograms(path))
        {
            return Task.FromResult<CorsPolicy?>(null);
        }

        if (edge.AllowedOrigins.Count > 0)
        {
            // The framework says so only where one policy knows several origins. At the end: a service has headers too.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
                return Task.CompletedTask;
            });
        }

        return Task.FromResult<CorsPolicy?>(
            edge.AllowedOrigins.Contains(context.Request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase) ? _own
            : ServiceRoutes.IsMedia(path) ? Media
            : ServiceRoutes.IsHub(path) ? Hubs
            : Reading);
    }

    private static CorsPolicy Anybody(params string[] methods) => new CorsPolicyBuilder()
        .AllowAnyOrigin()
        .WithMethods(methods)
        .AllowAnyHeader()
        .WithExposedHeaders(Exposed)
        .SetPreflightMaxAge(PreflightAge)
        .Build();

    private static CorsPolicy Own(EdgeOptions edge) => new CorsPolicyBuilder()
        .WithOrigins([.. edge.AllowedOrigins])
        .AllowCredentials()
        .AllowAnyMethod()
        .AllowAnyHeader()
        .WithExposedHeaders(Exposed)
        .SetPreflightMaxAge(PreflightAge)
        .Build();
}
