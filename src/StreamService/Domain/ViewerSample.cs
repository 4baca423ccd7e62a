namespace Clockit.StreamService.Domain;

/// <summary>How many watched a stream at a time; true until the next sample.</summary>
public sealed class ViewerSample
{
    private ViewerSample()
    {
    }

    public ViewerSample(Guid streamId, Guid eventId, DateTimeOffset at, int viewerCount)
    {
        StreamId = streamId;
        EventId = eventId;
        At = at;
        ViewerCount = viewerCount;
    }

    public Guid StreamId { get; private init; }

    /// <summary>The event that told of it.</summary>
    public Guid EventId { get; private init; }

    public DateTimeOffset At { get; private init; }

    public int ViewerCount { get; private init; }
}
