using System.Diagnostics.Metrics;
using System.Globalization;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Tests.Specs;
using Clockit.Testing;

namespace Clockit.Realtime.Tests.Sending;

public sealed class SlowReaderTests : IDisposable
{
    private readonly List<TestNode> _nodes = [];

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    [Fact]
    public async Task Nobody_waits_for_a_reader_that_does_not_read()
    {
        var node = Node();
        var slow = await JoinAsync(node, pauseAt: 512);
        var fast = await JoinAsync(node);

        await SendAndDeliverAsync(node, fast, 0, 5000);

        Assert.False(slow.Context.ConnectionAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task A_slow_reader_is_told_how_much_it_missed_and_then_goes_on()
    {
        var node = Node(options => options.MaxQueuedRecoverableBytes = 4000);
        using var queued = new Queued(node.Meters);
        var slow = await JoinAsync(node, pauseAt: 512);
        var fast = await JoinAsync(node);
        await SendAndDeliverAsync(node, fast, 0, 1000);
        Assert.InRange(queued.Now, 1, 4000 + 1000);

        // Reads until it has caught up: what got through in order, then marks of the gap and what came after it.
        var (expected, missed, gaps) = (0, 0, 0);
        while (expected + missed < 1000)
        {
            var message = await slow.ReadAsync();
            if (message.StartsWith("gap(", StringComparison.Ordinal))
            {
                missed += int.Parse(message[4..^1], CultureInfo.InvariantCulture);
                gaps++;
            }
            else
            {
                Assert.Equal($"chat({(expected + missed).ToString(CultureInfo.InvariantCulture)})", message);
                expected++;
            }
        }

        Assert.InRange(gaps, 1, 2);
        Assert.Equal(1000, expected + missed);
        await Eventually.TrueAsync(() => queued.Now == 0);
        await SendAndDeliverAsync(node, fast, 1000, 1);
        Assert.Equal("chat(1000)", await slow.ReadAsync());
    }

    [Fact]
    public async Task Without_a_gap_marker_a_reader_that_missed_something_is_disconnected()
    {
        var node = Node(options => (options.GapMarker, options.MaxQueuedRecoverableBytes) = (null, 4000));
        var slow = await JoinAsync(node, pauseAt: 512);
        var fast = await JoinAsync(node);

        await SendAndDeliverAsync(node, fast, 0, 1000);

        await Eventually.TrueAsync(() => slow.Context.ConnectionAborted.IsCancellationRequested);
        Assert.False(fast.Context.ConnectionAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Signaling_is_never_dropped_so_a_reader_without_room_for_it_is_disconnected()
    {
        var node = Node(options => options.MaxQueuedCriticalBytes = 4000);
        using var queued = new Queued(node.Meters);
        var slow = await JoinAsync(node, pauseAt: 512);

        for (var i = 0; i < 1000; i++)
        {
            await node.Manager.SendConnectionAsync(slow.Id, "offer", [i]);
        }

        await Eventually.TrueAsync(() => slow.Context.ConnectionAborted.IsCancellationRequested);
        Assert.Equal(0, queued.Now);
    }

    [Fact]
    public async Task Signaling_survives_when_chat_around_it_is_dropped()
    {
        var node = Node(options => options.MaxQueuedRecoverableBytes = 4000);
        var slow = await JoinAsync(node, pauseAt: 512);
        var fast = await JoinAsync(node);
        await SendAndDeliverAsync(node, fast, 0, 100);

        for (var i = 0; i < 20; i++)
        {
            await node.Manager.SendConnectionAsync(slow.Id, "offer", [i]);
            await SendAndDeliverAsync(node, fast, 100 + (i * 20), 20);
        }

        for (var offers = 0; offers < 20;)
        {
            var message = await slow.ReadAsync();
            if (message.StartsWith("offer(", StringComparison.Ordinal))
            {
                Assert.Equal($"offer({offers.ToString(CultureInfo.InvariantCulture)})", message);
                offers++;
            }
        }

        Assert.False(slow.Context.ConnectionAborted.IsCancellationRequested);
    }

    [Fact]
    public async Task Of_a_counter_a_slow_reader_gets_the_newest_value()
    {
        var node = Node();
        using var queued = new Queued(node.Meters);
        var slow = await JoinAsync(node, pauseAt: 512);
        var fast = await JoinAsync(node);
        await SendAndDeliverAsync(node, fast, 0, 20);

        string message;
        for (var i = 0; i < 500; i++)
        {
            await node.Manager.SendGroupAsync("room", "count", [i]);
        }

        do
        {
            message = await fast.ReadAsync();
        }
        while (!string.Equals(message, "count(499)", StringComparison.Ordinal));

        Assert.InRange(queued.Now, 1, 2000);
        var counts = new List<string>();
        do
        {
            message = await slow.ReadAsync();
            if (message.StartsWith("count(", StringComparison.Ordinal))
            {
                counts.Add(message);
            }
        }
        while (!string.Equals(message, "count(499)", StringComparison.Ordinal));

        Assert.InRange(counts.Count, 1, 20);
    }

    /// <summary>Sends in small parts, each delivered before the next, so that no one delivery holds much.</summary>
    private static async Task SendAndDeliverAsync(TestNode node, TestConnection witness, int from, int count)
    {
        foreach (var part in Enumerable.Range(from, count).Chunk(20))
        {
            foreach (var i in part)
            {
                await node.Manager.SendGroupAsync("room", "chat", [i]);
            }

            foreach (var i in part)
            {
                Assert.Equal($"chat({i.ToString(CultureInfo.InvariantCulture)})", await witness.ReadAsync());
            }
        }
    }

    private static async Task<TestConnection> JoinAsync(TestNode node, long pauseAt = 64 * 1024)
    {
        var connection = new TestConnection(node.Broker.NodeId, pauseWriterThreshold: pauseAt);
        await node.Manager.OnConnectedAsync(connection.Context);
        await node.Manager.AddToGroupAsync(connection.Id, "room");
        return connection;
    }

    private TestNode Node(Action<RealtimeOptions>? configure = null)
    {
        var node = new TestNode(new MemoryBroker(new MemoryBackplane()), "test:", options =>
        {
            options.Tick = TimeSpan.FromMilliseconds(1);
            options.Recoverable("chat").Latest("count");
            options.GapMarker = gap => new GapMessage("gap", gap.Dropped);
            configure?.Invoke(options);
        });
        _nodes.Add(node);
        return node;
    }

    /// <summary>What waits for slow readers, as the meter tells it.</summary>
    private sealed class Queued : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _now;

        public Queued(IMeterFactory meters)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name.EndsWith("queue.size", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _now, value));
            _listener.Start();
        }

        public long Now => Interlocked.Read(ref _now);

        public void Dispose() => _listener.Dispose();
    }
}
