using Microsoft.Extensions.FileProviders;

namespace Clockit.Gateway.Api.Edge;

/// <summary>The web client's files from <c>Gateway:WebRoot</c>.</summary>
internal static class WebClient
{
    private const string Index = "index.html";

    /// <summary>Addresses below these belong to programs: what no endpoint answers there is an error, not a page.</summary>
    private static readonly PathString[] NotPages = ["/api", "/hubs", "/internal", "/health", "/.well-known", "/openapi", "/assets", "/whip"];

    /// <summary>
    /// Files under <c>/assets</c> have their content's hash in their name and are kept forever; the page itself is asked
    /// for anew each time. Every address that is no file and no endpoint is a page of the client.
    /// </summary>
    public static void UseWebClient(this WebApplication app)
    {
        var root = app.Configuration["Gateway:WebRoot"];
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
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint() is not null || !IsPage(context.Request))
            {
                await next(context);
                return;
            }

            context.Response.Headers.CacheControl = "no-cache";
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.SendFileAsync(files.GetFileInfo(Index), context.RequestAborted);
        });
    }

    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !Array.Exists(NotPages, path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
}
