using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.Testing;

namespace Clockit.Security.Tests.Support;

/// <summary>Somebody who calls the gateway: an account with a token, or nobody in particular.</summary>
/// <param name="Id">Empty for nobody.</param>
/// <param name="Http">Sends the token.</param>
public sealed record Person(Installation Installation, Guid Id, string Username, string? Token, HttpClient Http)
{
    public Task<HubClient> ConnectAsync(string hub) => HubClient.ConnectAsync(new Uri(Installation.Address, $"/hubs/{hub}"), Token);
}

/// <summary>What tests say often over HTTP.</summary>
internal static class Calls
{
    /// <summary>Creates a stream and gives its id.</summary>
    public static async Task<Guid> CreateStreamAsync(this Person host, string visibility = "public", bool start = false)
    {
        var stream = await host.Http.CallAsync(HttpMethod.Post, start ? "/api/live/start" : "/api/live", new { title = "A stream", visibility });
        return (Guid)stream["streamId"]!;
    }

    /// <summary>A call that must succeed, and its body; null for none.</summary>
    public static async Task<JsonNode> CallAsync(this HttpClient http, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        return text.Length == 0 ? JsonValue.Create("") : JsonNode.Parse(text)!;
    }

    /// <summary>An access token for an account whose password is <see cref="Installation.Password"/>.</summary>
    public static async Task<string> TokenAsync(this HttpClient http, string username) =>
        (string)(await http.CallAsync(HttpMethod.Post, "/api/auth/token", new { username, password = Installation.Password }))["accessToken"]!;

    /// <summary>Waits until the gateway says that every service is ready.</summary>
    public static async Task ReadyAsync(this Installation installation)
    {
        using var http = installation.Anonymous();
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await http.GetAsync("/health");
                return response.StatusCode == HttpStatusCode.OK;
            },
            TimeSpan.FromSeconds(60));
    }
}
