using Clockit.StreamService.Domain;
using Microsoft.Net.Http.Headers;

namespace Clockit.StreamService.Api;

/// <summary>Strong ETags of streams (RFC 9110, section 8.8.3), from the stream's version.</summary>
internal static class EntityTags
{
    public static EntityTagHeaderValue Of(LiveStream stream) => new($"\"{stream.Version}\"");

    /// <summary>Whether the request's <c>If-Match</c>, when there is one, names the stream as it is.</summary>
    public static bool IsExpected(HttpRequest request, LiveStream stream)
    {
        var ifMatch = request.GetTypedHeaders().IfMatch;
        return !request.Headers.ContainsKey(HeaderNames.IfMatch)
            || ifMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Of(stream), useStrongComparison: true));
    }

    /// <summary>Whether the request's <c>If-None-Match</c> names the stream as it is.</summary>
    public static bool IsKnown(HttpRequest request, LiveStream stream) =>
        request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(Of(stream), useStrongComparison: false));
}
