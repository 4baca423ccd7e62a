using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Clockit.Gateway.Tests.Support;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Clockit.Gateway.Tests;

public sealed class EdgeTests(SharedGateway shared)
{
    private readonly GatewayHost _gateway = shared.Gateway;

    [Fact]
    public async Task A_cookie_becomes_a_short_lived_bearer_token_and_stays_at_the_gateway()
    {
        var (client, user) = await _gateway.RegisteredAsync(role: "creator");
        using (client)
        {
            var headers = (await (await client.GetAsync("/api/live/active")).JsonAsync())["headers"]!;
            Assert.Null(headers["cookie"]);
            var token = new JsonWebToken(((string)headers["authorization"]!)["Bearer ".Length..]);
            Assert.Equal("ES256", token.Alg);
            Assert.Equal((string?)user["id"], token.Subject);
            Assert.Equal(["viewer", "creator"], token.Claims.Where(claim => claim.Type == "role" && claim.Value != "admin").Select(claim => claim.Value));
            Assert.Contains("clockit", token.Audiences);
            Assert.InRange(token.ValidTo - DateTime.UtcNow, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));
        }
    }

    [Fact]
    public async Task Headers_that_the_services_trust_are_not_taken_from_outside()
    {
        using var client = _gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/live/active");
        foreach (var name in new[] { "X-Forwarded-For", "X-Forwarded-Host", "X-User-Id", "X-Clockit-Service-Key", "X-Real-IP", "Forwarded", "X-Original-URL" })
        {
            request.Headers.TryAddWithoutValidation(name, "forged");
        }

        var headers = (await (await client.SendAsync(request)).JsonAsync())["headers"]!.AsObject();
        Assert.DoesNotContain(headers, header => ((string?)header.Value)!.Contains("forged", StringComparison.Ordinal));
        Assert.Equal("127.0.0.1", (string?)headers["x-forwarded-for"]);
    }

    [Theory]
    [InlineData("/internal/streams/0192f000-0000-7000-8000-000000000000")]
    [InlineData("/api/unknown")]
    [InlineData("/hubs/unknown")]
    [InlineData("/api/live/../../internal/streams/x")]
    [InlineData("/%69nternal/streams/x")]
    public async Task What_is_no_route_is_not_found(string path)
    {
        using var client = _gateway.Client();
        using var response = await client.GetAsync(path);
        await response.HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
    }

    [Fact]
    public async Task A_write_from_a_page_of_another_site_is_refused()
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            async Task<HttpResponseMessage> PostAsync(string origin)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/live/x/comment") { Content = JsonContent.Create(new { message = "hi" }) };
                request.Headers.Add("Origin", origin);
                return await client.SendAsync(request);
            }

            await (await PostAsync("https://evil.example")).HasProblemAsync(HttpStatusCode.Forbidden, "auth.origin_not_allowed");
            await (await PostAsync("null")).HasProblemAsync(HttpStatusCode.Forbidden, "auth.origin_not_allowed");
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(client.BaseAddress!.GetLeftPart(UriPartial.Authority))).StatusCode);
        }
    }

    [Fact]
    public async Task A_cookie_opens_a_hub_from_an_allowed_origin_only_and_a_bearer_token_needs_none()
    {
        var username = GatewayHost.NewName();
        var (client, _) = await _gateway.RegisteredAsync(username);
        using (client)
        {
            var own = client.BaseAddress!.GetLeftPart(UriPartial.Authority);
            using var login = await client.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
            var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            var token = (string?)(await (await client.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync())["accessToken"];

            async Task<string?> OpenAsync(params (string Name, string Value)[] headers)
            {
                using var socket = new ClientWebSocket();
                foreach (var (name, value) in headers)
                {
                    socket.Options.SetRequestHeader(name, value);
                }

                try
                {
                    await socket.ConnectAsync(new Uri($"{own.Replace("http", "ws", StringComparison.Ordinal)}/hubs/live"), CancellationToken.None);
                    await socket.ReceiveAsync(new byte[1], CancellationToken.None);
                    return socket.CloseStatusDescription;
                }
                catch (WebSocketException)
                {
                    return null;
                }
            }

            Assert.Equal("signed in", await OpenAsync(("Cookie", cookie), ("Origin", own)));
            Assert.Null(await OpenAsync(("Cookie", cookie), ("Origin", "https://evil.example")));
            Assert.Null(await OpenAsync(("Cookie", cookie)));
            Assert.Equal("signed in", await OpenAsync(("Authorization", $"Bearer {token}")));
            Assert.Equal("anonymous", await OpenAsync());
        }
    }

    [Fact]
    public async Task A_client_and_a_hub_agree_on_compression_through_the_gateway()
    {
        using var client = _gateway.Client();
        var hub = new UriBuilder(client.BaseAddress!) { Scheme = "ws", Path = "/hubs/live" }.Uri;
        using var offers = new ClientWebSocket();
        offers.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        offers.Options.CollectHttpResponseDetails = true;
        using var offersNothing = new ClientWebSocket();
        offersNothing.Options.CollectHttpResponseDetails = true;

        await offers.ConnectAsync(hub, CancellationToken.None);
        await offersNothing.ConnectAsync(hub, CancellationToken.None);

        Assert.StartsWith("permessage-deflate", Assert.Single(offers.HttpResponseHeaders!["Sec-WebSocket-Extensions"]), StringComparison.Ordinal);
        Assert.False(offersNothing.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions"));
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        using var client = _gateway.Client();
        using var response = await client.GetAsync("/api/live/active");
        Assert.Contains("default-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_service_that_is_down_gives_an_error_with_a_code_and_health_says_which()
    {
        await using var gateway = await GatewayHost.StartAsync(settings: ("services:chat-service:http:0", "http://127.0.0.1:9"));
        using var client = gateway.Client();
        using var response = await client.GetAsync($"/api/live/{Guid.NewGuid()}/chat");
        await response.HasProblemAsync(HttpStatusCode.BadGateway, "service.unavailable");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/live/active")).StatusCode);
        using var health = await client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        var services = JsonNode.Parse(await health.Content.ReadAsStringAsync())!["services"]!;
        Assert.Equal("unhealthy", (string?)services["chat-service"]);
        Assert.Equal("healthy", (string?)services["stream-service"]);
    }

    [Fact]
    public async Task Too_many_requests_are_refused_with_the_time_to_wait()
    {
        await using var gateway = await GatewayHost.StartAsync(settings: [("Limits:Enabled", "true"), ("Limits:AddressPerSecond", "5"), ("Limits:CredentialsPerMinute", "10")]);
        using var client = gateway.Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.GetAsync("/api/live/active")));
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        await refused.HasProblemAsync(HttpStatusCode.TooManyRequests, "request.rate_limited");
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var client = _gateway.Client();
        using var response = await client.PostAsJsonAsync("/api/auth/login", new { username = new string('x', 100_000), password = "x" });
        await response.HasProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }
}
