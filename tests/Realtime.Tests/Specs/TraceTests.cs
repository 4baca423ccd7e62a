using System.Collections.Concurrent;
using System.Diagnostics;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Telemetry;
using Clockit.Testing;

namespace Clockit.Realtime.Tests.Specs;

public sealed class TraceTests
{
    [Fact]
    public async Task Deliveries_on_every_node_belong_to_the_senders_trace()
    {
        var delivered = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RealtimeTelemetry.ActivitySourceName or nameof(TraceTests),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = delivered.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource(nameof(TraceTests));
        var backplane = new MemoryBackplane();
        using var a = new TestNode(new MemoryBroker(backplane), "test:");
        using var b = new TestNode(new MemoryBroker(backplane), "test:");
        var there = await b.ConnectAsync(groups: "traced room");

        ActivityTraceId trace;
        using (var call = source.StartActivity("call")!)
        {
            trace = call.TraceId;
            await a.Manager.SendGroupAsync("traced room", "hello", [1]);
        }

        await there.ReadAsync();
        await Eventually.TrueAsync(() => delivered.Count(activity =>
            activity.TraceId == trace && Equals(activity.GetTagItem("clockit.room"), "traced room")) == 2);
    }
}
