namespace Clockit.Contracts;

/// <summary>What every event about a stream carries.</summary>
public interface IStreamEvent
{
    /// <summary>Stable over redeliveries: consumers drop an id that they have handled.</summary>
    Guid EventId { get; }

    /// <summary>The stream that the event is about.</summary>
    Guid StreamId { get; }

    /// <summary>
    /// Rises for each stream. Lifecycle events (scheduled, started, interrupted, resumed, ended, deleted, recording ready)
    /// share one sequence, which counts from 1 without gaps; the other events each have one of their own, which may have gaps.
    /// </summary>
    long Sequence { get; }

    /// <summary>When it happened, in UTC.</summary>
    DateTimeOffset OccurredAt { get; }
}
