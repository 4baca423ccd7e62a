using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>The gateway behind a real proxy, as an installation has it that ends TLS elsewhere.</summary>
public sealed class ProxyTests
{
    private static readonly IPAddress Visitor = IPAddress.Parse("127.0.0.21");
    private static readonly IPAddress Another = IPAddress.Parse("127.0.0.22");

    [Theory]
    [InlineData("nginx", "http")]
    [InlineData("nginx", "https")]
    [InlineData("caddy", "http")]
    [InlineData("caddy", "https")]
    public async Task Everything_works_under_the_public_name_behind_a_trusted_proxy(string kind, string scheme)
    {
        var (gateway, proxy, origin) = await StartAsync(kind, scheme, ("Gateway:TrustedProxies", "10.0.0.0/8, 127.0.0.1"));
        await using (gateway)
        await using (proxy)
        {
            using var handler = proxy.Handler(Visitor);
            using var browser = new HttpClient(handler) { BaseAddress = new Uri(origin) };
            browser.DefaultRequestHeaders.Add("Origin", origin);

            using var registered = await browser.PostAsJsonAsync("/api/auth/register", new { username = GatewayHost.NewName(), password = "correct horse" });
            Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
            var cookie = Assert.Single(registered.Headers.GetValues("Set-Cookie"));
            Assert.Equal(scheme == "https", cookie.Contains("secure", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(scheme == "https", registered.Headers.Contains("Strict-Transport-Security"));

            using var write = await browser.PostAsJsonAsync("/api/live/x/comment", new { message = "hi" });
            Assert.Equal(HttpStatusCode.OK, write.StatusCode);
            var headers = (await write.JsonAsync())["headers"]!;
            Assert.Equal(Visitor.ToString(), (string?)headers["x-forwarded-for"]);
            Assert.Equal(scheme, (string?)headers["x-forwarded-proto"]);
            Assert.Equal(new Uri(origin).Authority, (string?)headers["x-forwarded-host"]);
            Assert.StartsWith("Bearer ", (string?)headers["authorization"], StringComparison.Ordinal);

            using var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Cookie", cookie.Split(';')[0]);
            socket.Options.SetRequestHeader("Origin", origin);
            await socket.ConnectAsync(new UriBuilder(origin) { Scheme = scheme == "https" ? "wss" : "ws", Path = "/hubs/live" }.Uri, new HttpMessageInvoker(handler, disposeHandler: false), CancellationToken.None);
            await socket.ReceiveAsync(new byte[1], CancellationToken.None);
            Assert.Equal("signed in", socket.CloseStatusDescription);
        }
    }

    [Theory]
    [InlineData("nginx")]
    [InlineData("caddy")]
    public async Task A_caller_cannot_choose_their_address(string kind)
    {
        var (gateway, proxy, origin) = await StartAsync(kind, "https", ("Gateway:TrustedProxies", "127.0.0.1"));
        await using (gateway)
        await using (proxy)
        {
            using var browser = new HttpClient(proxy.Handler(Visitor)) { BaseAddress = new Uri(origin) };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/live/active");
            request.Headers.Add("X-Forwarded-For", "203.0.113.7, 198.51.100.9");
            request.Headers.Add("X-Real-IP", "203.0.113.7");
            request.Headers.Add("Forwarded", "for=203.0.113.7");
            var headers = (await (await browser.SendAsync(request)).JsonAsync())["headers"]!.AsObject();
            Assert.Equal(Visitor.ToString(), (string?)headers["x-forwarded-for"]);
            Assert.DoesNotContain(headers, header => ((string?)header.Value)!.Contains("203.0.113.7", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Each_caller_behind_a_proxy_has_limits_of_their_own()
    {
        var (gateway, proxy, origin) = await StartAsync("nginx", "https", ("Gateway:TrustedProxies", "127.0.0.1"), ("Limits:Enabled", "true"), ("Limits:AddressPerSecond", "1"), ("Limits:AddressConnections", "1"));
        await using (gateway)
        await using (proxy)
        {
            using var one = new HttpClient(proxy.Handler(Visitor)) { BaseAddress = new Uri(origin) };
            using var other = new HttpClient(proxy.Handler(Another)) { BaseAddress = new Uri(origin) };
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => one.GetAsync("/api/live/active")));
            Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/live/active")).StatusCode);
        }
    }

    [Fact]
    public async Task Nobodys_word_counts_unless_it_is_configured()
    {
        var (gateway, proxy, origin) = await StartAsync("nginx", "https");
        await using (gateway)
        await using (proxy)
        {
            using var browser = new HttpClient(proxy.Handler(Visitor)) { BaseAddress = new Uri(origin) };
            var headers = (await (await browser.GetAsync("/api/live/active")).JsonAsync())["headers"]!;
            Assert.Equal("127.0.0.1", (string?)headers["x-forwarded-for"]);
            Assert.Equal("http", (string?)headers["x-forwarded-proto"]);
        }
    }

    [Theory]
    [InlineData("Gateway:TrustedProxies", "10.0.0.0/33")]
    [InlineData("Gateway:TrustedProxies", "proxy.example")]
    [InlineData("Gateway:AllowedOrigins", "www.example")]
    [InlineData("Gateway:AllowedOrigins", "https://www.example/path")]
    [InlineData("Gateway:AllowedHosts", "bad!host")]
    [InlineData("Limits:AddressPerSecond", "0")]
    public async Task A_wrong_setting_is_named_at_start(string key, string value)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => GatewayHost.StartAsync("Host=nowhere", settings: (key, value)));
        Assert.Contains(key, failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(GatewayHost Gateway, FrontProxy Proxy, string Origin)> StartAsync(string kind, string scheme, params (string Key, string Value)[] settings)
    {
        var port = FreePort.Find();
        var origin = $"{scheme}://{FrontProxy.Host}:{port}";
        var gateway = await GatewayHost.StartAsync(settings: [("PublicOrigin", origin), .. settings]);
        using var client = gateway.Client();
        return (gateway, await FrontProxy.StartAsync(kind, scheme, port, client.BaseAddress!), origin);
    }
}
