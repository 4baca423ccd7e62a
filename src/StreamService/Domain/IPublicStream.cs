using Clockit.Contracts;

namespace Clockit.StreamService.Domain;

/// <summary>What everybody who may see a stream may know of it.</summary>
public interface IPublicStream
{
    Guid Id { get; }

    StreamHost Host { get; }

    string Title { get; }

    string? Description { get; }

    string? Category { get; }

    string[] Tags { get; }

    StreamStatus Status { get; }

    Visibility Visibility { get; }

    int ViewerCount { get; }

    int PeakViewers { get; }

    int TotalViews { get; }

    DateTimeOffset? ScheduledFor { get; }

    DateTimeOffset? StartedAt { get; }

    DateTimeOffset? EndedAt { get; }

    DateTimeOffset? MediaDueAt { get; }

    string? PlaybackUrl { get; }

    string? RecordingUrl { get; }

    string? ThumbnailUrl { get; }

    bool ChatEnabled { get; }

    bool RecordEnabled { get; }

    DateTimeOffset CreatedAt { get; }

    DateTimeOffset UpdatedAt { get; }
}
