using Clockit.Contracts;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>A stream as it was when a list was read; it has no key and cannot be changed.</summary>
public sealed record ListedStream : IPublicStream
{
    public required Guid Id { get; init; }

    public required StreamHost Host { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required string? Category { get; init; }

    public required string[] Tags { get; init; }

    public required StreamStatus Status { get; init; }

    public required Visibility Visibility { get; init; }

    public required int ViewerCount { get; init; }

    public required int PeakViewers { get; init; }

    public required int TotalViews { get; init; }

    public required DateTimeOffset? ScheduledFor { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset? MediaDueAt { get; init; }

    public required string? PlaybackUrl { get; init; }

    public required string? RecordingUrl { get; init; }

    public required string? ThumbnailUrl { get; init; }

    public required bool ChatEnabled { get; init; }

    public required bool RecordEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}
