using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// What services ask of the gateway, under <c>/internal</c>. The gateway is also the public listener, so the service key
/// is looked at before headers from outside are stripped, and whoever has none finds nothing there.
/// </summary>
internal static class ServiceCalls
{
    private static readonly PathString Internal = "/internal";
    private static readonly object Mark = new();

    /// <summary>Marks the calls of services. First in the pipeline: what follows never sees the key.</summary>
    public static void UseServiceCalls(this WebApplication app) => app.Use((context, next) =>
    {
        if (IsInternal(context) && ServiceKey.IsPresented(context))
        {
            context.Items[Mark] = Mark;
        }

        return next(context);
    });

    /// <summary>404 for everybody else, whatever endpoint there is. After the rate limiter, so that guessing a key is limited.</summary>
    public static void UseInternalAddresses(this WebApplication app) => app.Use((context, next) =>
        IsInternal(context) && !context.IsServiceCall() ? ApiProblem.RouteNotFound().ExecuteAsync(context) : next(context));

    /// <summary>Whether a service calls; services are not rate limited.</summary>
    public static bool IsServiceCall(this HttpContext context) => context.Items.ContainsKey(Mark);

    private static bool IsInternal(HttpContext context) => context.Request.Path.StartsWithSegments(Internal, StringComparison.OrdinalIgnoreCase);
}
