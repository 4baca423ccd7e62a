using System.Net.Http.Headers;
using Clockit.StreamService.Client;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>WHIP and WHEP over HTTP.</summary>
public static class MediaApi
{
    public static Task<HttpResponseMessage> PublishAsync(this HttpClient http, StreamSummary stream, string? offer = null) =>
        http.SendSdpAsync(HttpMethod.Post, $"/api/live/{stream.StreamId}/whip", offer ?? Descriptions.Offer);

    public static Task<HttpResponseMessage> WatchAsync(this HttpClient http, StreamSummary stream) =>
        http.SendSdpAsync(HttpMethod.Post, $"/api/live/{stream.StreamId}/whep", Descriptions.Request);

    public static Task<HttpResponseMessage> TrickleAsync(this HttpClient http, Uri session, string? ifMatch, string? fragment = null) =>
        http.SendSdpAsync(HttpMethod.Patch, session.OriginalString, fragment ?? Descriptions.Candidates, Descriptions.Fragment, ifMatch);

    /// <summary>The session's path: any node serves it, while the <c>Location</c> names the one that answered.</summary>
    public static Uri Session(this HttpResponseMessage answer) => new(answer.Headers.Location!.AbsolutePath, UriKind.Relative);

    public static async Task<HttpResponseMessage> SendSdpAsync(this HttpClient http, HttpMethod method, string path, string body, string type = Descriptions.Sdp, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await http.SendAsync(request);
    }
}
