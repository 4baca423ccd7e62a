using Clockit.ServiceDefaults;
using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Application.Media;
using Microsoft.Net.Http.Headers;

namespace Clockit.SignalingService.Api.Media;

/// <summary>What WHIP and WHEP answer in the same way.</summary>
internal static class MediaAnswers
{
    /// <summary>A description for a new session: its address, its entity tag, and STUN and TURN servers (RFC 9725, section 4.6).</summary>
    public static IResult Described(HttpContext http, int status, MediaSession session, string description, IceServers servers, PublicOrigin origin)
    {
        var headers = http.Response.Headers;
        headers.Location = origin.AddressOf($"/api/live/{session.StreamId}/{(session.Kind is MediaSessionKind.Ingest ? "whip" : "whep")}/{session.Id}");
        headers.ETag = session.ETag;
        headers.CacheControl = "no-store";
        foreach (var link in servers.Create().SelectMany(LinksTo))
        {
            headers.Append(HeaderNames.Link, link);
        }

        return TypedResults.Text(description, SdpRequest.Sdp, statusCode: status);
    }

    /// <summary>The answer to <c>OPTIONS</c> of an endpoint: what can be posted.</summary>
    public static IResult Options(HttpContext http)
    {
        http.Response.Headers["Accept-Post"] = SdpRequest.Sdp;
        http.Response.Headers.Allow = "OPTIONS, HEAD, GET, POST";
        return TypedResults.Ok();
    }

    /// <summary>The answer to <c>OPTIONS</c> of a session: what can be patched.</summary>
    public static IResult SessionOptions(HttpContext http, string patched)
    {
        http.Response.Headers["Accept-Patch"] = patched;
        http.Response.Headers.Allow = "OPTIONS, HEAD, GET, PATCH, DELETE";
        return TypedResults.Ok();
    }

    private static IEnumerable<string> LinksTo(IceServer server) => server.Urls.Select(url => server.Username is null
        ? $"<{url}>; rel=\"ice-server\""
        : $"<{url}>; rel=\"ice-server\"; username=\"{server.Username}\"; credential=\"{server.Credential}\"; credential-type=\"password\"");
}
