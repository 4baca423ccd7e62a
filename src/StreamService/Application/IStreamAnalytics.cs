using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>What is known of a stream's audience over time.</summary>
public interface IStreamAnalytics
{
    /// <summary>
    /// The course of the viewer count from the stream's start to <paramref name="until"/>, in at most
    /// <paramref name="most"/> points of equal distance, and the time that all viewers together watched.
    /// </summary>
    Task<ViewerHistory> ReadViewersAsync(LiveStream stream, DateTimeOffset until, int most, CancellationToken cancellationToken);
}

/// <summary>The viewer count over time.</summary>
/// <param name="Points">In order of time; a point's count is true until the next one.</param>
/// <param name="WatchTime">The watched time of all viewers together.</param>
public sealed record ViewerHistory(IReadOnlyList<ViewerPoint> Points, TimeSpan WatchTime)
{
    public static readonly ViewerHistory Empty = new([], TimeSpan.Zero);
}

/// <summary>How many watched from a time on.</summary>
public sealed record ViewerPoint(DateTimeOffset At, int ViewerCount);
