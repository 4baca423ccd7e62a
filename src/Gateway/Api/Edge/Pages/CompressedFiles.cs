using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>
/// Files that the build has compressed already: beside <c>app.js</c> lie <c>app.js.br</c> and <c>app.js.gz</c>, and whoever
/// accepts one of these gets it. They are as small as it goes, and cost nothing to serve.
/// </summary>
internal static class CompressedFiles
{
    private static readonly (string Encoding, string Suffix)[] Kinds = [("br", ".br"), ("gzip", ".gz")];
    private static readonly object Chosen = new();

    /// <summary>Before the static files: takes the compressed one in place of the one that was asked for.</summary>
    public static void UseCompressedFiles(this IApplicationBuilder app, IFileProvider files) => app.Use(async (context, next) =>
    {
        var path = context.Request.Path;
        if ((!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)) || !Path.HasExtension(path.Value))
        {
            await next(context);
            return;
        }

        if (Array.Exists(Kinds, kind => path.Value!.EndsWith(kind.Suffix, StringComparison.OrdinalIgnoreCase)))
        {
            // Nobody asks for one of these by its own name.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var kinds = Array.FindAll(Kinds, kind => files.GetFileInfo(path.Value + kind.Suffix).Exists);
        if (kinds.Length > 0)
        {
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
            if (Array.Find(kinds, kind => Accepts(accepted, kind.Encoding)) is ({ } encoding, var suffix))
            {
                context.Items[Chosen] = encoding;
                context.Request.Path = path.Value + suffix;
            }
        }

        await next(context);
        context.Request.Path = path;
    });

    /// <summary>Says which encoding a file has that was chosen here.</summary>
    public static void DescribeCompressed(this StaticFileResponseContext file)
    {
        if (file.Context.Items[Chosen] is string encoding)
        {
            file.Context.Response.Headers.ContentEncoding = encoding;
        }
    }

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        (accepted.FirstOrDefault(value => value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            ?? accepted.FirstOrDefault(value => value.Value == "*")) is { } found && found.Quality is null or > 0;

    /// <summary>The type of a file by its name, also when it is compressed.</summary>
    internal sealed class ContentTypes : IContentTypeProvider
    {
        private readonly FileExtensionContentTypeProvider _known = new();

        public bool TryGetContentType(string subpath, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string contentType)
        {
            var kind = Array.Find(Kinds, kind => subpath.EndsWith(kind.Suffix, StringComparison.OrdinalIgnoreCase));
            return _known.TryGetContentType(kind.Suffix is null ? subpath : subpath[..^kind.Suffix.Length], out contentType);
        }
    }
}
