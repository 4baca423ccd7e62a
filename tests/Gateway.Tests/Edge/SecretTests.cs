using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using Clockit.Gateway.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>What stands in an address is logged and traced, so no secret may stand there when that happens.</summary>
public sealed class SecretTests
{
    private const string Token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJlLW9mLXRoZS1jYW5hcnk";
    private const string StreamKey = "live_abcdefghijklmnopqrstuvwxyz0";

    [Fact]
    public async Task Tokens_and_stream_keys_in_an_address_reach_neither_logs_nor_traces_nor_problems()
    {
        var seen = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"span {activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        await using var gateway = await GatewayHost.StartAsync(database: null, new Collector(seen), [("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")]);
        // The callers' own spans are not what this is about.
        using var handler = new SocketsHttpHandler { ActivityHeadersPropagator = null };
        using var client = new HttpClient(handler) { BaseAddress = gateway.Address };
        foreach (var address in new[] { $"/hubs/live?id=canary&access_token={Token}", $"/api/live?access_token={Token}&q=canary", $"/whip/{StreamKey}", $"/api/live?key={StreamKey}", $"/api/live/{Token}", $"/nothing?x={Token}" })
        {
            using var response = await client.GetAsync(address);
            seen.Enqueue("answer " + response.Headers + await response.Content.ReadAsStringAsync());
        }

        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(client.BaseAddress!) { Scheme = "ws", Path = "/hubs/live", Query = $"?access_token={Token}" }.Uri, new HttpMessageInvoker(handler, disposeHandler: false), CancellationToken.None);
        await socket.ReceiveAsync(new byte[1], CancellationToken.None);
        Assert.NotNull(socket.CloseStatusDescription);

        // What looks finds: the rest of those addresses is there.
        Assert.Contains(seen, text => text.Contains("canary", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.StartsWith("span", StringComparison.Ordinal));
        // An echo tells its caller their own token, in the header that it became.
        Assert.DoesNotContain(seen.Where(text => !text.StartsWith("answer", StringComparison.Ordinal)), text => text.Contains(Token, StringComparison.Ordinal));
        Assert.DoesNotContain(seen, text => text.Contains(StreamKey, StringComparison.Ordinal));
        Assert.DoesNotContain(seen, text => text.Contains("access_token", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/u/live_gaming_channel")]
    [InlineData("/api/live?cursor=eyJpZCI6MX0")]
    public async Task What_only_begins_like_a_secret_stays(string address)
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var client = gateway.Client();
        using var response = await client.GetAsync(address);
        Assert.DoesNotContain("redacted", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private sealed class Collector(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"log {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
