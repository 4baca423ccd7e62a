using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// Pages, documents and the API's answers go out as Brotli or gzip to whoever accepts these. Files of the web client were
/// compressed when they were built.
/// </summary>
/// <remarks>
/// Answers to callers with a session or a token are left alone: what is compressed tells by its length whether text that an
/// attacker has chosen equals a secret beside it (the BREACH attack), and those answers may hold stream keys and tokens.
/// </remarks>
internal static class Compression
{
    private static readonly string[] Types = ["text/html", "text/plain", "application/json", "application/problem+json", "application/json+oembed"];

    public static WebApplicationBuilder AddCompression(this WebApplicationBuilder builder)
    {
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = Types;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        // Answers are made once and sent once.
        builder.Services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        builder.Services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        return builder;
    }

    public static void UseCompression(this WebApplication app) => app.UseWhen(MayCompress, compressed => compressed.UseResponseCompression());

    private static bool MayCompress(HttpContext context) =>
        context.Request.Headers.AcceptEncoding.Count > 0
        && context.Request.Headers.Cookie.Count == 0
        && context.Request.Headers.Authorization.Count == 0
        && !context.Request.Path.StartsWithSegments("/api/auth", StringComparison.OrdinalIgnoreCase)
        && !ServiceRoutes.IsHub(context.Request.Path)
        && !ServiceRoutes.IsMedia(context.Request.Path);
}
