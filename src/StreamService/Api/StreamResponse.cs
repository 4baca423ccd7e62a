using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Clockit.Contracts;
using Clockit.ServiceDefaults;
using Clockit.StreamService.Client;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Api;

/// <summary>A stream as callers see it. Key and ingest are there for its creator only.</summary>
public sealed record StreamResponse
{
    public required Guid StreamId { get; init; }

    public required string Title { get; init; }

    public required string? Description { get; init; }

    public required string? Category { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>While it is <c>interrupted</c> the broadcaster has dropped and the grace period to come back runs.</summary>
    [AllowedValues(StreamStatuses.Upcoming, StreamStatuses.Live, StreamStatuses.Interrupted, StreamStatuses.Ended)]
    public required string Status { get; init; }

    /// <summary><c>unlisted</c> is seen by anyone who has its id, <c>private</c> by its creator and the site's moderators.</summary>
    [AllowedValues(StreamVisibilities.Public, StreamVisibilities.Unlisted, StreamVisibilities.Private)]
    public required string Visibility { get; init; }

    public required bool IsPrivate { get; init; }

    public required StreamHost Host { get; init; }

    /// <summary>Distinct viewers now, at most about five seconds old.</summary>
    public required int ViewerCount { get; init; }

    /// <summary>The most distinct viewers at one time.</summary>
    public required int PeakViewers { get; init; }

    /// <summary>Distinct viewers since the start.</summary>
    public required int TotalViews { get; init; }

    public required DateTimeOffset? ScheduledFor { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Seconds from the start to the end, or to now; 0 before the start.</summary>
    public required long Duration { get; init; }

    /// <summary>
    /// Of a live stream: <c>waiting</c> while nothing has arrived since its start, after which it ends with reason
    /// <c>no_media</c>; <c>receiving</c>; <c>lost</c> while it is interrupted; <c>external</c> where its creator named a
    /// <c>playbackUrl</c>. Null otherwise.
    /// </summary>
    [AllowedValues("waiting", "receiving", "lost", "external")]
    public required string? MediaState { get; init; }

    public required string? PlaybackUrl { get; init; }

    public required string? RecordingUrl { get; init; }

    public required string? ThumbnailUrl { get; init; }

    public required bool ChatEnabled { get; init; }

    public required bool RecordEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The secret with which OBS and others publish; for the creator only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StreamKey { get; init; }

    /// <summary>Where to publish; for the creator only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IngestResponse? Ingest { get; init; }

    internal static long DurationOf(IPublicStream stream, DateTimeOffset now) =>
        stream.StartedAt is { } startedAt ? Math.Max(0, (long)((stream.EndedAt ?? now) - startedAt).TotalSeconds) : 0;

    private static string? MediaStateOf(IPublicStream stream) => stream.Status switch
    {
        StreamStatus.Live when stream.MediaDueAt is not null => "waiting",
        StreamStatus.Live when stream.PlaybackUrl is ['h', ..] => "external",
        StreamStatus.Live => "receiving",
        StreamStatus.Interrupted => "lost",
        _ => null,
    };

    internal static StreamResponse From(IPublicStream stream, PublicOrigin origin, DateTimeOffset now) => new()
    {
        StreamId = stream.Id,
        Title = stream.Title,
        Description = stream.Description,
        Category = stream.Category,
        Tags = stream.Tags,
        Status = stream.Status.ToName(),
        Visibility = stream.Visibility.ToName(),
        IsPrivate = stream.Visibility == Domain.Visibility.Private,
        Host = stream.Host,
        ViewerCount = stream.ViewerCount,
        PeakViewers = stream.PeakViewers,
        TotalViews = stream.TotalViews,
        ScheduledFor = stream.ScheduledFor,
        StartedAt = stream.StartedAt,
        EndedAt = stream.EndedAt,
        Duration = DurationOf(stream, now),
        MediaState = MediaStateOf(stream),
        PlaybackUrl = origin.Resolve(stream.PlaybackUrl),
        RecordingUrl = origin.Resolve(stream.RecordingUrl),
        ThumbnailUrl = origin.Resolve(stream.ThumbnailUrl),
        ChatEnabled = stream.ChatEnabled,
        RecordEnabled = stream.RecordEnabled,
        CreatedAt = stream.CreatedAt,
        UpdatedAt = stream.UpdatedAt,
    };
}

/// <summary>Where a creator publishes media.</summary>
/// <param name="WhipUrl">WHIP (RFC 9725), with the stream key as bearer token.</param>
/// <param name="RtmpUrl">Null when the installation takes no RTMP.</param>
public sealed record IngestResponse(string WhipUrl, string? RtmpUrl = null);

/// <summary>One page of streams.</summary>
/// <param name="Total">Streams on all pages; 10,000 stands for so many or more.</param>
/// <param name="NextCursor">As <c>cursor</c>, it reads the streams that follow; null at the end.</param>
public sealed record StreamListResponse(IReadOnlyList<StreamResponse> Items, int Page, int Limit, int Total, string? NextCursor);
