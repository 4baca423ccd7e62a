using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clockit.ServiceDefaults.Http;

internal static class HeadRequests
{
    /// <summary>
    /// Routing in which HEAD finds what GET finds (RFC 9110, section 9.3.2). The endpoint sees HEAD again, so that one
    /// which sends a file need not read it; of any other the server drops the body.
    /// </summary>
    public static void UseRoutingWithHead(this IApplicationBuilder app)
    {
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
            {
                context.Request.Method = HttpMethods.Get;
                context.Items[typeof(HeadRequests)] = true;
            }

            return next(context);
        });
        app.UseRouting();
        app.Use((context, next) =>
        {
            if (context.Items.Remove(typeof(HeadRequests)))
            {
                context.Request.Method = HttpMethods.Head;
            }

            return next(context);
        });
    }
}
