namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// Decides when a feed looks into the store: when it is behind, at most once per tick, and for as long as another node may
/// accept messages without announcing them. Not safe for concurrent use.
/// </summary>
internal sealed class LookSchedule : IAsyncDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _tick;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _lookedAt;
    private long _next;
    private long _until;
    private bool _planned;

    /// <param name="tick">The shortest time between two looks.</param>
    /// <param name="look">Asks for a look, on any thread; <see cref="Asked"/> follows.</param>
    /// <param name="time">The clock.</param>
    public LookSchedule(TimeSpan tick, Action look, TimeProvider time)
    {
        _tick = tick;
        _time = time;
        _lookedAt = _next = _until = time.GetTimestamp();
        _timer = time.CreateTimer(static look => ((Action)look!)(), look, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the store may have what the feed has not seen.</summary>
    public bool IsBehind { get; private set; } = true;

    public bool IsDue => IsBehind && _time.GetTimestamp() >= _next;

    public void FallBehind() => IsBehind = true;

    /// <summary>Somebody asked for a look, or the planned one is due.</summary>
    public void Asked()
    {
        IsBehind = true;
        _planned = false;
    }

    /// <summary>Another node accepted messages, and may accept more for so long without announcing them.</summary>
    public void Expect(TimeSpan silence)
    {
        IsBehind = true;
        _until = Math.Max(_until, After(silence));
    }

    public void Begin()
    {
        IsBehind = true;
        _lookedAt = _time.GetTimestamp();
        _next = After(_tick);
    }

    public void Succeed() => IsBehind = false;

    /// <summary>The next look comes after a second.</summary>
    public void Fail()
    {
        IsBehind = true;
        _next = After(AfterFailure);
    }

    /// <summary>Sets the timer for the next look, if one is needed: the last look begins after the announced silence.</summary>
    public void Plan()
    {
        if (_planned || !(IsBehind || _lookedAt < _until))
        {
            return;
        }

        _planned = true;
        // A timer forgets fractions of a millisecond, and one that comes too early would have to be set again.
        var milliseconds = Math.Ceiling(Math.Max(0, _next - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private long After(TimeSpan delay) => _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
}
