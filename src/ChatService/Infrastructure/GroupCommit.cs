namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// Lets writes that follow each other closely begin together, so that Redis takes them in one turn and makes them durable
/// with one <c>fsync</c>. Where few people write, or one alone writes much (whose writes come one after another),
/// waiting would bring a write no company, and it begins at once.
/// </summary>
public sealed class GroupCommit : IDisposable
{
    /// <summary>The least time between two groups, and so the longest that a write waits.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    // Two or more are to be expected in a group.
    private static readonly TimeSpan CloseEnough = Interval / 2;

    private static readonly TimeSpan LongestPause = 10 * Interval;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource? _next;
    private Guid _lastAuthor;
    private long _lastTurn;
    private TimeSpan _pause = LongestPause;
    private long _begun;

    public GroupCommit(TimeProvider time)
    {
        _time = time;
        // Whose call happens to make it must not lend its context (its trace, its request) to every later group.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static state => ((GroupCommit)state!).Begin(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Completes when the write may begin.</summary>
    public Task JoinAsync(Guid author)
    {
        lock (_lock)
        {
            var isFollowUp = author == _lastAuthor;
            if (!isFollowUp)
            {
                TakeTurn(author);
            }

            if (_next is not null)
            {
                return _next.Task;
            }

            var wait = Interval - _time.GetElapsedTime(_begun);
            if (isFollowUp || _pause > CloseEnough || wait < TimerResolution || !_timer.Change(wait, Timeout.InfiniteTimeSpan))
            {
                _begun = _time.GetTimestamp();
                return Task.CompletedTask;
            }

            // Its continuations run one after another where it completes: nothing comes between the writes of a group.
            _next = new TaskCompletionSource();
            return _next.Task;
        }
    }

    /// <summary>Lets go of who still waits; from then on nobody does.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Begin();
    }

    // What comes from another author than the one before; the mean of the pauses in between, the recent ones weighing more.
    private void TakeTurn(Guid author)
    {
        var now = _time.GetTimestamp();
        var pause = _time.GetElapsedTime(_lastTurn, now);
        _pause += ((pause < LongestPause ? pause : LongestPause) - _pause) / 8;
        (_lastAuthor, _lastTurn) = (author, now);
    }

    private void Begin()
    {
        TaskCompletionSource? group;
        lock (_lock)
        {
            (group, _next) = (_next, null);
            _begun = _time.GetTimestamp();
        }

        group?.TrySetResult();
    }
}
