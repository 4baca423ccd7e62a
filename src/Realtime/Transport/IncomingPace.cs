using Clockit.Realtime.Telemetry;

namespace Clockit.Realtime.Transport;

/// <summary>
/// How much one client may send: so many records of the hub protocol a second in the long run, twice as many at once. It
/// counts what no hub filter sees: pings, calls of methods that do not exist, arguments that do not fit. Not for concurrent use.
/// </summary>
internal sealed class IncomingPace(int perSecond, RealtimeMetrics metrics, TimeProvider time)
{
    private const byte RecordSeparator = 0x1e;

    private readonly double _burst = perSecond * 2.0;
    private double _tokens = perSecond * 2.0;
    private long _filled = time.GetTimestamp();

    /// <summary>False when the client has sent too much and its connection must end.</summary>
    public bool Admits(ReadOnlySpan<byte> received) => Admits(received.Count(RecordSeparator));

    /// <summary>The same for what has been counted already.</summary>
    public bool Admits(int count)
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond)) - count;
        _filled = now;
        if (_tokens >= 0)
        {
            return true;
        }

        metrics.Disconnected("flood");
        return false;
    }
}
