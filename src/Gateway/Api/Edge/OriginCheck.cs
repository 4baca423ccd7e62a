using Clockit.ServiceDefaults;
using Clockit.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// A browser's cookie counts only for pages of this site (or of <c>Gateway:AllowedOrigins</c>): checked on writes and on
/// the hubs, where the same-origin policy does not help. Callers with a bearer token are not concerned.
/// </summary>
internal static class OriginCheck
{
    public static IApplicationBuilder UseOriginCheck(this WebApplication app)
    {
        string[] allowed =
        [
            .. app.Configuration.GetSection("Gateway:AllowedOrigins").Get<string[]>() ?? [],
            app.Services.GetRequiredService<PublicOrigin>().Value,
        ];
        return app.Use(async (context, next) =>
        {
            if (IsRefused(context.Request, allowed))
            {
                await ApiProblem.Forbidden(EdgeCodes.OriginNotAllowed, "A session cookie is taken from this site's own pages only; use a bearer token instead.").ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    private static bool IsRefused(HttpRequest request, string[] allowed)
    {
        var isHub = request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase);
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if ((!isHub && isRead) || request.Headers.Authorization.Count > 0)
        {
            return false;
        }

        if (request.Headers.TryGetValue(HeaderNames.Origin, out var origins))
        {
            var origin = origins.ToString();
            return !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
                && !allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
        }

        // No origin: not a page of another site. Only a hub with a cookie must name one, since browsers always do there.
        return isHub && request.Headers.Cookie.Count > 0;
    }
}
