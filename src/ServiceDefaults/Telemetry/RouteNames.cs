using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Clockit.ServiceDefaults.Telemetry;

internal static class RouteNames
{
    /// <summary>
    /// Names each request's span by method and route, as OpenTelemetry's HTTP conventions ask; call it after routing.
    /// </summary>
    public static void UseRouteNames(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route }
            && context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity)
        {
            activity.DisplayName = $"{context.Request.Method} {route}";
            activity.SetTag("http.route", route);
        }

        return next(context);
    });
}
