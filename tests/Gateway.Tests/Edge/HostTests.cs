using System.Net;
using Clockit.Gateway.Tests.Support;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>Under which names the gateway answers.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayHost.StartAsync(settings:
        [("PublicOrigin", "https://live.example"), ("Gateway:AllowedHosts", "tv.example,www.live.example"), ("services:gateway:http:0", "http://gateway:8080")]);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("live.example")]
    [InlineData("LIVE.example:8443")]
    [InlineData("tv.example")]
    [InlineData("www.live.example")]
    [InlineData("gateway:8080")]
    [InlineData("localhost:1")]
    [InlineData("clockit.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("[::1]:8080")]
    public async Task It_answers_under_its_own_names(string host) => Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/live/active", host)).StatusCode);

    [Theory]
    [InlineData("evil.example")]
    [InlineData("live.example.evil.example")]
    [InlineData("notlive.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("10.0.0.7")]
    [InlineData("[2001:db8::1]")]
    public async Task A_name_that_somebody_else_pointed_here_is_misdirected(string host)
    {
        using var response = await GetAsync("/api/live/active", host);
        await response.HasProblemAsync(HttpStatusCode.MisdirectedRequest, "request.unknown_host");
    }

    [Fact]
    public async Task Probes_are_answered_under_any_name() => Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health/live", "10.0.0.7:8080")).StatusCode);

    private async Task<HttpResponseMessage> GetAsync(string path, string host)
    {
        using var client = _gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        return await client.SendAsync(request);
    }
}
