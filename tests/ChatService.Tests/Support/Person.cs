using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Clockit.Testing;

namespace Clockit.ChatService.Tests.Support;

/// <summary>Somebody who uses one node of the service: an account with a token, or nobody in particular.</summary>
public sealed class Person(Uri server, Guid id, string username, string? token) : IDisposable
{
    private readonly HttpClient _http = Client(server, token);

    public Guid Id => id;

    public string Username => username;

    public Task<HubClient> ConnectAsync() => HubClient.ConnectAsync(new Uri(server, "/hubs/chat"), token);

    /// <summary>Connects and joins a room.</summary>
    public async Task<(HubClient Hub, JsonElement Joined)> JoinAsync(Guid streamId, object? since = null)
    {
        var hub = await ConnectAsync();
        return (hub, await hub.InvokeAsync("join_chat", new { streamId, since }));
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostAsync(string path, object body) => _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);

    /// <summary>Sends the body only when the service wants it, so that a refusal of its size is not lost in a broken pipe.</summary>
    public async Task<HttpResponseMessage> PostRawAsync(string path, HttpContent body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = body };
        request.Headers.ExpectContinue = true;
        return await _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PutAsync(string path, object? body = null) => _http.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);

    public Task<HttpResponseMessage> DeleteAsync(string path) => _http.DeleteAsync(new Uri(path, UriKind.Relative));

    /// <summary>Sends a message and gives what was stored.</summary>
    public async Task<JsonElement> SayAsync(Guid streamId, string message, string? clientId = null)
    {
        using var response = await PostAsync(Paths.Chat(streamId), new { message, clientId });
        return await response.ShouldBeAsync(201);
    }

    /// <summary>The room's newest page.</summary>
    public async Task<JsonElement> ReadAsync(Guid streamId, string query = "")
    {
        using var response = await GetAsync(Paths.Chat(streamId) + query);
        return await response.ShouldBeAsync(200);
    }

    public void Dispose() => _http.Dispose();

    private static HttpClient Client(Uri server, string? token)
    {
        var http = new HttpClient(new DocumentedAnswers { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}

/// <summary>The addresses of a room.</summary>
public static class Paths
{
    public static string Chat(Guid streamId) => $"/api/live/{streamId}/chat";

    public static string Message(Guid streamId, JsonElement message) => $"{Chat(streamId)}/{message.GetProperty("id").GetString()}";

    public static string Settings(Guid streamId) => $"{Chat(streamId)}/settings";

    public static string Bans(Guid streamId) => $"{Chat(streamId)}/bans";

    public static string Ban(Guid streamId, Person person) => $"{Bans(streamId)}/{person.Id}";

    public static string Moderator(Guid streamId, Person person) => $"{Chat(streamId)}/moderators/{person.Id}";

    public static string Audit(Guid streamId) => $"{Chat(streamId)}/audit";
}
