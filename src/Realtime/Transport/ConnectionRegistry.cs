using System.Collections.Concurrent;
using Clockit.Realtime.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Transport;

/// <summary>
/// The hub connections of this process: beats their hearts once a second, ends those whose reader has stalled, and on
/// shutdown asks clients to reconnect, spread over <see cref="RealtimeOptions.DrainWindow"/> so that the other nodes are not stampeded.
/// </summary>
public sealed class ConnectionRegistry : IHostedLifecycleService, IDisposable
{
    private const int MaxControlFramesPerSecond = 10;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<WebSocketConnection, byte> _connections = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly RealtimeOptions _options;
    private readonly RealtimeMetrics _metrics;
    private ITimer? _timer;
    private volatile bool _draining;

    internal ConnectionRegistry(IOptions<RealtimeOptions> options, RealtimeMetrics metrics, TimeProvider time)
    {
        _time = time;
        _options = options.Value;
        _metrics = metrics;
    }

    /// <summary>Open connections.</summary>
    public int Count => _connections.Count;

    /// <summary>Whether new connections are refused because the process is about to end.</summary>
    public bool IsDraining => _draining;

    /// <summary>
    /// Refuses new connections, asks the clients of open ones to reconnect at moments spread evenly and at random over
    /// <paramref name="window"/>, and returns when all were asked.
    /// </summary>
    public async Task DrainAsync(TimeSpan window, CancellationToken cancellationToken = default)
    {
        _draining = true;
        var connections = _connections.Keys.ToArray();
        Random.Shared.Shuffle(connections);
        var start = _time.GetTimestamp();
        for (var i = 0; i < connections.Length; i++)
        {
            var due = (window * ((double)i / connections.Length)) - _time.GetElapsedTime(start);
            // Shorter waits than a timer's grain are taken together.
            if (due > TimeSpan.FromMilliseconds(10))
            {
                try
                {
                    await Task.Delay(due, _time, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    // Out of time: the rest is asked at once.
                    window = TimeSpan.Zero;
                }
            }

            if (_connections.ContainsKey(connections[i]))
            {
                connections[i].AskToReconnect();
            }
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _timer = _time.CreateTimer(_ => BeatAll(), state: null, Beat, Beat);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => DrainAsync(_options.DrainWindow, cancellationToken);

    /// <summary>Waits for the connections to end, which the server knows nothing of, and ends those that do not in time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        CheckEmpty();
        await _empty.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (connection, _) in _connections)
        {
            connection.Abort();
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();

    /// <summary>Whether new connections may agree on compression.</summary>
    internal bool Compresses => _options.Compression;

    /// <summary>The pace of a new connection.</summary>
    internal IncomingPace? NewPace() => _options.MaxReceivedPerSecond is { } most ? new IncomingPace(most, _metrics, _time) : null;

    /// <summary>
    /// The pace of a new connection's control frames. Browsers send none but in answer to ours; other clients ping a few
    /// times a minute.
    /// </summary>
    internal IncomingPace NewControlPace() => new(MaxControlFramesPerSecond, _metrics, _time);

    internal bool TryAdd(WebSocketConnection connection)
    {
        if (_draining || !_connections.TryAdd(connection, 0))
        {
            return false;
        }

        // A drain that began in between may have passed it over.
        if (_draining)
        {
            Remove(connection);
        }

        return !_draining;
    }

    internal void Remove(WebSocketConnection connection)
    {
        _connections.TryRemove(connection, out _);
        CheckEmpty();
    }

    private void CheckEmpty()
    {
        if (_draining && _connections.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }

    private void BeatAll()
    {
        foreach (var (connection, _) in _connections)
        {
            try
            {
                BeatOne(connection);
            }
#pragma warning disable CA1031 // A timer's callback that throws ends the process, and one connection must not stop the hearts of all.
            catch (Exception)
#pragma warning restore CA1031
            {
                _metrics.Disconnected("failed");
                connection.Abort();
            }
        }
    }

    private void BeatOne(WebSocketConnection connection)
    {
        connection.Beat();
        if (connection.IsStalled(_options.StalledTimeout))
        {
            _metrics.Disconnected("stalled");
            connection.Abort();
        }
        else if (connection.IsSilent(_options.SilentTimeout))
        {
            _metrics.Disconnected("silent");
            connection.Abort();
        }
    }
}
