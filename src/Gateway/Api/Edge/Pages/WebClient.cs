using Microsoft.Extensions.FileProviders;

namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>The web client's files from <c>Gateway:WebRoot</c>.</summary>
internal static class WebClient
{
    /// <summary>
    /// Files under <c>/assets</c> have their content's hash in their name and are kept forever; the page itself is asked
    /// for anew each time. An address that is no page of the client is 404: with the page, which says so, to whoever
    /// looks for one, and with a problem to everybody else.
    /// </summary>
    public static void UseWebClient(this WebApplication app)
    {
        var root = app.Configuration["Gateway:WebRoot"];
        if (root is null || !File.Exists(Path.Combine(root, ClientPage.File)))
        {
            return;
        }

        var files = new PhysicalFileProvider(Path.GetFullPath(root));
        var page = ActivatorUtilities.CreateInstance<ClientPage>(app.Services, files);
        app.UseCompressedFiles(files);
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new CompressedFiles.ContentTypes(),
            OnPrepareResponse = file =>
            {
                file.DescribeCompressed();
                file.Context.Response.Headers.CacheControl =
                    file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
            },
        });
        app.Use((context, next) => context.GetEndpoint() is null && IsPage(context.Request) ? page.WriteAsync(context) : next(context));
    }

    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !ServiceRoutes.IsForPrograms(request.Path)
        && (ClientPages.Contains(request.Path) || LooksForPage(request));

    /// <summary>Browsers say so when somebody follows a link; a file that is missing is no page.</summary>
    private static bool LooksForPage(HttpRequest request) =>
        !Path.HasExtension(request.Path.Value) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
