using System.Diagnostics.Metrics;

namespace Clockit.Realtime.Telemetry;

/// <summary>The meter <c>Clockit.Realtime</c>.</summary>
public sealed class RealtimeMetrics
{
    public const string MeterName = "Clockit.Realtime";

    private readonly UpDownCounter<int> _connections;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _disconnected;
    private readonly Counter<long> _publishes;
    private readonly Counter<long> _savedBytes;
    private readonly UpDownCounter<long> _queuedBytes;

    public RealtimeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _connections = meter.CreateUpDownCounter<int>("clockit.realtime.connections", "{connection}", "Open hub connections.");
        _deliveries = meter.CreateCounter<long>("clockit.realtime.deliveries", "{message}", "Messages handed to connections, one per message and connection.");
        _dropped = meter.CreateCounter<long>("clockit.realtime.dropped", "{message}", "Messages that a slow reader does not get, by class and reason.");
        _disconnected = meter.CreateCounter<long>("clockit.realtime.disconnected", "{connection}", "Connections closed because their reader was too slow.");
        _publishes = meter.CreateCounter<long>("clockit.realtime.publishes", "{publication}", "Publications to other nodes, by outcome.");
        _savedBytes = meter.CreateCounter<long>("clockit.realtime.compression.saved", "By", "Bytes of rooms' messages that were not sent because they were compressed.");
        _queuedBytes = meter.CreateUpDownCounter<long>("clockit.realtime.queue.size", "By", "Bytes that wait for slow readers.");
    }

    internal void Connected() => _connections.Add(1);

    internal void Disconnected() => _connections.Add(-1);

    internal void Disconnected(string reason) => _disconnected.Add(1, new KeyValuePair<string, object?>("reason", reason));

    internal void Delivered(long count) => _deliveries.Add(count);

    internal void Dropped(MessageClass @class, long count, string reason) =>
        _dropped.Add(count, new("class", Name(@class)), new("reason", reason));

    internal void Saved(long bytes)
    {
        if (bytes > 0)
        {
            _savedBytes.Add(bytes);
        }
    }

    internal void Queued(long bytes) => _queuedBytes.Add(bytes);

    /// <summary>Counts a publication once its outcome is known; a failed one is lost, as local delivery goes on.</summary>
    internal void Published(Task publication)
    {
        if (publication.IsCompletedSuccessfully)
        {
            _publishes.Add(1, new KeyValuePair<string, object?>("outcome", "sent"));
            return;
        }

        _ = publication.ContinueWith(
            static (done, state) => ((Counter<long>)state!).Add(
                1, new KeyValuePair<string, object?>("outcome", done.Exception is null ? "sent" : "failed")),
            _publishes,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private static string Name(MessageClass @class) => @class switch
    {
        MessageClass.Recoverable => "recoverable",
        MessageClass.Latest => "latest",
        _ => "critical",
    };
}
