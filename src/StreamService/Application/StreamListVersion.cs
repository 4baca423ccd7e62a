namespace Clockit.StreamService.Application;

/// <summary>
/// Counts the changes that lists of streams must show at once. What was computed for an earlier version is not given
/// out again, so a caller always finds its own change in the next list. Changes of viewer counts do not count.
/// </summary>
public sealed class StreamListVersion
{
    private long _current;

    public long Current => Interlocked.Read(ref _current);

    /// <summary>Call it after a commit.</summary>
    public void Advance() => Interlocked.Increment(ref _current);
}
