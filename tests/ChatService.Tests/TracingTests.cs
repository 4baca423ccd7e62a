using System.Collections.Concurrent;
using System.Diagnostics;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>What an operator watches works like what nobody watches.</summary>
public sealed class TracingTests
{
    private const string RedisSpans = "OpenTelemetry.Instrumentation.StackExchangeRedis";

    [Fact]
    public async Task Calls_that_are_traced_are_served_and_show_their_commands()
    {
        var commands = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RedisSpans or "Microsoft.AspNetCore.SignalR.Server",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name is RedisSpans)
                {
                    commands.Enqueue(activity.DisplayName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]);
        var stream = world.Live();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async index =>
        {
            var writer = world.Person($"writer{index}");
            var (hub, _) = await writer.JoinAsync(stream);
            for (var i = 0; i < 20; i++)
            {
                await hub.InvokeAsync("live_comment", new { streamId = stream, comment = $"{i}" });
            }
        }));

        // A script for each message, and one at least for each who joins.
        await Eventually.TrueAsync(() => commands.Count(command => command is "EVALSHA" or "EVAL") >= 210);
    }
}
