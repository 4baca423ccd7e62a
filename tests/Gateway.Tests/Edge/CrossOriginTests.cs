using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Clockit.Gateway.Tests.Support;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>What pages of other sites may do.</summary>
public sealed class CrossOriginTests : IAsyncLifetime
{
    private const string Foreign = "https://player.example";
    private const string Friend = "https://www.example";
    private const string Whep = "/api/live/0192f000-0000-7000-8000-000000000000/whep";
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(settings: ("Gateway:AllowedOrigins", Friend));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/live")]
    [InlineData("GET", "/api/live/active")]
    [InlineData("GET", "/api/users/by-name/nobody")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("POST", Whep)]
    [InlineData("POST", "/whip")]
    [InlineData("PATCH", Whep + "/session")]
    [InlineData("DELETE", Whep + "/session")]
    public async Task Any_page_may_read_watch_and_publish_without_a_session(string method, string path)
    {
        using var client = _gateway.Client();
        using var preflight = await PreflightAsync(client, Foreign, method, path, "authorization, content-type, if-match");
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal("*", Value(preflight, "Access-Control-Allow-Origin"));
        Assert.Contains(method, Value(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("if-match", Value(preflight, "Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", Value(preflight, "Access-Control-Allow-Credentials"));

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("Origin", Foreign);
        using var response = await client.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("*", Value(response, "Access-Control-Allow-Origin"));
        Assert.All(["Location", "ETag", "Link", "Retry-After"], name => Assert.Contains(name, Value(response, "Access-Control-Expose-Headers"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("POST", "/api/live")]
    [InlineData("PUT", "/api/live/0192f000-0000-7000-8000-000000000000")]
    [InlineData("DELETE", "/api/live/0192f000-0000-7000-8000-000000000000")]
    [InlineData("POST", "/api/auth/login")]
    public async Task Nothing_else_is_another_sites_to_do(string method, string path)
    {
        using var client = _gateway.Client();
        using var preflight = await PreflightAsync(client, Foreign, method, path, "content-type");
        Assert.DoesNotContain(method, Value(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(new { }) };
        request.Headers.Add("Origin", Foreign);
        using var response = await client.SendAsync(request);
        await response.HasProblemAsync(HttpStatusCode.Forbidden, "auth.origin_not_allowed");
    }

    [Fact]
    public async Task A_configured_site_may_use_its_visitors_session()
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            using var preflight = await PreflightAsync(client, Friend, "POST", "/api/live", "content-type");
            Assert.Equal(Friend, Value(preflight, "Access-Control-Allow-Origin"));
            Assert.Equal("true", Value(preflight, "Access-Control-Allow-Credentials"));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/live/x/comment") { Content = JsonContent.Create(new { message = "hi" }) };
            request.Headers.Add("Origin", Friend);
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(Friend, Value(response, "Access-Control-Allow-Origin"));
            Assert.Contains("Origin", response.Headers.Vary);
        }
    }

    [Fact]
    public async Task A_refusal_can_be_read_too()
    {
        using var client = _gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/unknown");
        request.Headers.Add("Origin", Foreign);
        using var response = await client.SendAsync(request);
        await response.HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
        Assert.Equal("*", Value(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_hub_takes_a_token_and_nobody_from_any_page_and_a_cookie_from_our_own()
    {
        var username = GatewayHost.NewName();
        var (client, _) = await _gateway.RegisteredAsync(username);
        using (client)
        {
            using var login = await client.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
            var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            var token = (string?)(await (await client.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync())["accessToken"];
            Assert.Equal("signed in", await OpenAsync($"?access_token={token}", ("Origin", Foreign)));
            Assert.Equal("signed in", await OpenAsync("", ("Origin", Foreign), ("Authorization", $"Bearer {token}")));
            Assert.Equal("signed in", await OpenAsync($"?access_token={token}", ("Origin", Foreign), ("Cookie", cookie)));
            Assert.Equal("signed in", await OpenAsync("", ("Origin", Friend), ("Cookie", cookie)));
            Assert.Equal("anonymous", await OpenAsync("", ("Origin", Foreign)));
            Assert.Equal("refused", await OpenAsync("", ("Origin", Foreign), ("Cookie", cookie)));
            using var preflight = await PreflightAsync(client, Foreign, "POST", "/hubs/chat/negotiate", "authorization, x-requested-with, x-signalr-user-agent");
            Assert.Contains("POST", Value(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        }
    }

    private async Task<string?> OpenAsync(string query, params (string Name, string Value)[] headers)
    {
        using var client = _gateway.Client();
        using var socket = new ClientWebSocket();
        foreach (var (name, value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(new UriBuilder(client.BaseAddress!) { Scheme = "ws", Path = "/hubs/live", Query = query }.Uri, CancellationToken.None);
            await socket.ReceiveAsync(new byte[1], CancellationToken.None);
            return socket.CloseStatusDescription;
        }
        catch (WebSocketException)
        {
            return "refused";
        }
    }

    private static async Task<HttpResponseMessage> PreflightAsync(HttpClient client, string origin, string method, string path, string headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return await client.SendAsync(request);
    }

    private static string Value(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values) ? string.Join(",", values) : "";
}
