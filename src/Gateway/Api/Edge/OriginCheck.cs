using Clockit.ServiceDefaults.Errors;
using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// A browser's cookie counts only for pages of this site (or of <c>Gateway:AllowedOrigins</c>): checked on writes and on
/// the hubs, where the same-origin policy does not help. Callers with a bearer token are not concerned, and their cookie
/// is not looked at.
/// </summary>
internal static class OriginCheck
{
    public static void UseOriginCheck(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<EdgeOptions>();
        app.Use((context, next) => IsRefused(context.Request, edge)
            ? ApiProblem.Forbidden(EdgeCodes.OriginNotAllowed, "A session cookie is taken from this site's own pages only; use a bearer token instead.").ExecuteAsync(context)
            : next(context));
    }

    private static bool IsRefused(HttpRequest request, EdgeOptions edge)
    {
        var isHub = ServiceRoutes.IsHub(request.Path);
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if ((!isHub && isRead) || request.Headers.Authorization.Count > 0)
        {
            return false;
        }

        var hasCookie = request.Headers.Cookie.Count > 0;
        if (!request.Headers.TryGetValue(HeaderNames.Origin, out var origins))
        {
            // No origin: not a page of another site. Only a hub with a cookie must name one, since browsers always do there.
            return isHub && hasCookie;
        }

        // The host is a known one, so a page of the same scheme and host is our own.
        var origin = origins.ToString();
        if (edge.IsOwn(origin) || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // Hubs and media are anybody's who comes without a cookie; other writes have nothing to give to such a page.
        return hasCookie || !(isHub || ServiceRoutes.IsMedia(request.Path));
    }
}
