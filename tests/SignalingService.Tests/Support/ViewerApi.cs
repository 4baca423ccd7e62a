using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>The presence of clients without a hub.</summary>
public static class ViewerApi
{
    /// <summary>POST …/viewer; the count that it answers.</summary>
    public static Task<int> BeginViewAsync(this HttpClient http, StreamSummary stream, string? deviceId = null) =>
        SendAsync(http, HttpMethod.Post, stream, deviceId);

    /// <summary>DELETE …/viewer; the count that it answers.</summary>
    public static Task<int> EndViewAsync(this HttpClient http, StreamSummary stream, string? deviceId = null) =>
        SendAsync(http, HttpMethod.Delete, stream, deviceId);

    /// <summary>The code of a problem, which must be one.</summary>
    public static async Task<string> CodeAsync(this HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.NotEqual("", problem.GetProperty("traceId").GetString());
        return problem.GetProperty("code").GetString()!;
    }

    private static async Task<int> SendAsync(HttpClient http, HttpMethod method, StreamSummary stream, string? deviceId)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/api/live/{stream.StreamId}/viewer", UriKind.Relative));
        request.Content = deviceId is null ? null : JsonContent.Create(new { deviceId });
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).ViewerCount();
    }
}
