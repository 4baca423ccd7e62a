using Clockit.ServiceDefaults.Errors;
using Microsoft.Extensions.FileProviders;

namespace Clockit.Gateway.Api.Edge;

/// <summary>The web client's files from <c>Gateway:WebRoot</c>.</summary>
internal static class WebClient
{
    private const string Index = "index.html";

    /// <summary>
    /// Files under <c>/assets</c> have their content's hash in their name and are kept forever; the page itself is asked
    /// for anew each time. Every address that is no file, no API and no hub is a page of the client.
    /// </summary>
    public static void MapWebClient(this WebApplication app)
    {
        var root = app.Configuration["Gateway:WebRoot"];
        app.Map("/api/{**rest}", NotFound);
        app.Map("/hubs/{**rest}", NotFound);
        app.Map("/internal/{**rest}", NotFound);
        if (root is null || !File.Exists(Path.Combine(root, Index)))
        {
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(root));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl =
                context.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.MapFallback(async context =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                await NotFound().ExecuteAsync(context);
                return;
            }

            context.Response.Headers.CacheControl = "no-cache";
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.SendFileAsync(files.GetFileInfo(Index), context.RequestAborted);
        });
    }

    private static IResult NotFound() => ApiProblem.NotFound(ProblemCodes.RouteNotFound, "There is nothing at this address.");
}
