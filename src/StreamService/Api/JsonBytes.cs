using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace Clockit.StreamService.Api;

/// <summary>200 with JSON that was written before, for one <typeparamref name="T"/>.</summary>
internal sealed class JsonBytes<T>(byte[] json) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json, httpContext.RequestAborted);
    }
}
