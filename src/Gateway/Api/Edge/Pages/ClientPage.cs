using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>
/// The one page that the web client is, with what others need to know of the address: its status, and tags for search
/// engines and for sites that show a preview of a link.
/// </summary>
internal sealed class ClientPage(IFileProvider files, PageDescriptions descriptions)
{
    public const string File = "index.html";

    private const string EndOfHead = "</head>";
    private volatile Template? _template;

    public async Task WriteAsync(HttpContext context)
    {
        var template = Read();
        var description = await descriptions.OfAsync(context);
        context.Response.StatusCode = description.IsFound ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        context.Response.ContentType = "text/html; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        await context.Response.WriteAsync(template.Before, context.RequestAborted);
        await context.Response.WriteAsync(description.Tags, context.RequestAborted);
        await context.Response.WriteAsync(template.After, context.RequestAborted);
    }

    private Template Read()
    {
        var file = files.GetFileInfo(File);
        if (_template is { } known && known.LastModified == file.LastModified)
        {
            return known;
        }

        using var reader = new StreamReader(file.CreateReadStream());
        var text = reader.ReadToEnd();
        var at = text.IndexOf(EndOfHead, StringComparison.OrdinalIgnoreCase);
        at = at < 0 ? 0 : at;
        return _template = new Template(file.LastModified, text[..at], text[at..]);
    }

    private sealed record Template(DateTimeOffset LastModified, string Before, string After);
}
