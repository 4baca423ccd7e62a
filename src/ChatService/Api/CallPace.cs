namespace Clockit.ChatService.Api;

/// <summary>
/// A token bucket of one connection: so many calls a second in the long run, four times as many at once. Its calls run one
/// after the other, so it is not made for concurrent use.
/// </summary>
internal sealed class CallPace(int perSecond, TimeProvider time)
{
    private readonly double _burst = perSecond * 4.0;
    private double _tokens = perSecond * 4.0;
    private long _filled = time.GetTimestamp();

    /// <summary>Refusals of late; every call that passes makes up for ten.</summary>
    public int Refused { get; private set; }

    public bool TryTake()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
        _filled = now;
        if (_tokens < 1)
        {
            Refused++;
            return false;
        }

        _tokens--;
        Refused = Math.Max(0, Refused - 10);
        return true;
    }
}
