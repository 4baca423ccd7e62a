using Clockit.Contracts;
using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

/// <summary>How a row of a list is read. Lists are the busiest query by far, so they go around EF.</summary>
internal static class StreamRow
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    public const string Columns =
        """
        id, host_id, host_username, host_display_name, host_avatar_url, title, description, category, tags, status, visibility,
        viewer_count, peak_viewers, total_views, scheduled_for, started_at, ended_at, playback_url, recording_url, thumbnail_url,
        chat_enabled, record_enabled, created_at, updated_at, media_due_at
        """;

    public static ListedStream Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Host = new StreamHost(row.GetGuid(1), row.GetString(2), row.GetString(3), Text(row, 4)),
        Title = row.GetString(5),
        Description = Text(row, 6),
        Category = Text(row, 7),
        Tags = row.GetFieldValue<string[]>(8),
        Status = (StreamStatus)row.GetInt32(9),
        Visibility = (Visibility)row.GetInt32(10),
        ViewerCount = row.GetInt32(11),
        PeakViewers = row.GetInt32(12),
        TotalViews = row.GetInt32(13),
        ScheduledFor = Time(row, 14),
        StartedAt = Time(row, 15),
        EndedAt = Time(row, 16),
        PlaybackUrl = Text(row, 17),
        RecordingUrl = Text(row, 18),
        ThumbnailUrl = Text(row, 19),
        ChatEnabled = row.GetBoolean(20),
        RecordEnabled = row.GetBoolean(21),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(22),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(23),
        MediaDueAt = Time(row, 24),
    };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
