namespace Clockit.Contracts;

/// <summary>How many watch a stream. At most one per stream in 5 s; the newest replaces those before.</summary>
public sealed record ViewerCountChanged : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Distinct viewers now.</summary>
    public required int ViewerCount { get; init; }

    /// <summary>The most distinct viewers at one time.</summary>
    public required int PeakViewers { get; init; }

    /// <summary>Distinct viewers since the start.</summary>
    public required int TotalViews { get; init; }
}

/// <summary>A host or moderator acted on somebody in a stream's chat.</summary>
public sealed record ChatUserModerated : IStreamEvent
{
    public required Guid EventId { get; init; }

    public required Guid StreamId { get; init; }

    public required long Sequence { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required Guid UserId { get; init; }

    public required Guid ModeratorId { get; init; }

    /// <summary><c>ban</c>, <c>timeout</c> or <c>unban</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Length of a time-out in seconds; null for the other actions.</summary>
    public int? Seconds { get; init; }

    public string? Reason { get; init; }
}
