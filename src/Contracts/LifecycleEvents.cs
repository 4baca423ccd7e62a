namespace Clockit.Contracts;

/// <summary>A stream was created and is not live yet.</summary>
public sealed record LiveScheduled : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Title { get; init; }

    public required StreamHost Host { get; init; }

    /// <summary><c>public</c>, <c>unlisted</c> or <c>private</c>.</summary>
    public required string Visibility { get; init; }

    /// <summary>The announced start in UTC, or null when none was announced.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }
}

/// <summary>A stream went live. Published once in a stream's life.</summary>
public sealed record LiveStarted : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Title { get; init; }

    public required StreamHost Host { get; init; }

    /// <summary><c>public</c>, <c>unlisted</c> or <c>private</c>.</summary>
    public required string Visibility { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required bool ChatEnabled { get; init; }

    public required bool RecordEnabled { get; init; }
}

/// <summary>The broadcaster's media stopped and the grace period runs.</summary>
public sealed record LiveInterrupted : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Visibility { get; init; }

    /// <summary>When the stream ends unless media returns before.</summary>
    public required DateTimeOffset EndsAt { get; init; }
}

/// <summary>Media returned within the grace period.</summary>
public sealed record LiveResumed : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Visibility { get; init; }
}

/// <summary>A stream ended for good. Published once in a stream's life.</summary>
public sealed record LiveEnded : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Title { get; init; }

    public required StreamHost Host { get; init; }

    /// <summary><c>public</c>, <c>unlisted</c> or <c>private</c>.</summary>
    public required string Visibility { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Seconds between start and end.</summary>
    public required long Duration { get; init; }

    /// <summary>Of <see cref="EndReasons"/>: <c>ended_by_host</c> or <c>broadcaster_lost</c>.</summary>
    public required string Reason { get; init; }
}

/// <summary>The creator changed who may see a stream, in whatever state it was.</summary>
public sealed record LiveVisibilityChanged : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>From now on: <c>public</c>, <c>unlisted</c> or <c>private</c>.</summary>
    public required string Visibility { get; init; }
}

/// <summary>A stream was deleted. No event of that stream follows.</summary>
public sealed record LiveDeleted : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string Visibility { get; init; }
}

/// <summary>The recording of an ended stream can be played.</summary>
public sealed record RecordingReady : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>An absolute http(s) address.</summary>
    public required string RecordingUrl { get; init; }
}

/// <summary>Why a stream ended.</summary>
public static class EndReasons
{
    /// <summary>The creator ended it.</summary>
    public const string EndedByHost = "ended_by_host";

    /// <summary>The broadcaster's media did not return within the grace period.</summary>
    public const string BroadcasterLost = "broadcaster_lost";

    /// <summary>It was started, and no media ever arrived.</summary>
    public const string NoMedia = "no_media";
}
