using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Clockit.Gateway.Api.Edge;

/// <summary><c>GET /openapi/v1.json</c>: the document of the whole HTTP API, as committed in <c>docs/openapi</c>.</summary>
internal static class ApiDocument
{
    public static void MapApiDocument(this IEndpointRouteBuilder app)
    {
        using var stream = typeof(ApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        var document = new byte[stream.Length];
        stream.ReadExactly(document);
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(document))[..16]}\"");
        app.MapGet("/openapi/v1.json", (HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, no-cache";
            return TypedResults.Bytes(document, "application/json", entityTag: tag);
        }).AllowAnonymous().ExcludeFromDescription();
    }
}
