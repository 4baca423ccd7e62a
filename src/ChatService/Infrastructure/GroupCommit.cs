namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// Lets writes that follow each other closely begin together, so that Redis takes them in one turn and makes them durable
/// with one <c>fsync</c>. One that comes after a pause begins at once, and so does another of the same author: they come one
/// after another, and waiting would bring them no company.
/// </summary>
public sealed class GroupCommit : IDisposable
{
    /// <summary>The least time between two groups, and so the longest that a write waits.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan TimerResolution = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource? _next;
    private Guid _lastAuthor;
    private long _begun;

    public GroupCommit(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Begin(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _begun = time.GetTimestamp() - (long)(Interval.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>Completes when the write may begin.</summary>
    public Task JoinAsync(Guid author)
    {
        lock (_lock)
        {
            var isFollowUp = author == _lastAuthor;
            _lastAuthor = author;
            if (_next is not null)
            {
                return _next.Task;
            }

            var wait = Interval - _time.GetElapsedTime(_begun);
            if (isFollowUp || wait < TimerResolution)
            {
                _begun = _time.GetTimestamp();
                return Task.CompletedTask;
            }

            // Its continuations run one after another where it completes: nothing comes between the writes of a group.
            _next = new TaskCompletionSource();
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
            return _next.Task;
        }
    }

    /// <summary>Lets go of who still waits.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Begin();
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
