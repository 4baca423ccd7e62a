using Clockit.StreamService.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Bench.Api;

/// <summary>The table that every server under measurement reads.</summary>
internal static class Streams
{
    /// <summary>What pgbench runs: the statement of the first page, as StreamService sends it.</summary>
    public const string Query =
        """
        SELECT s.id, s.host_id, s.host_username, s.host_display_name, s.host_avatar_url, s.title, s.description, s.category, s.tags, s.status,
          s.visibility, s.viewer_count, s.peak_viewers, s.total_views, s.scheduled_for, s.started_at, s.ended_at, s.playback_url, s.recording_url,
          s.thumbnail_url, s.chat_enabled, s.record_enabled, s.created_at, s.updated_at, (SELECT count(*)::int FROM streams t WHERE t.visibility = 0 AND t.status IN (1, 2)) AS total
        FROM streams s WHERE s.visibility = 0 AND s.status IN (1, 2)
        ORDER BY s.viewer_count DESC, s.started_at DESC, s.id DESC LIMIT 20 OFFSET 0;
        """;

    /// <summary>10,000 streams: 50 live, 450 upcoming, the others ended.</summary>
    public static async Task CreateAsync(string address)
    {
        await using var db = new StreamDbContext(new DbContextOptionsBuilder<StreamDbContext>().UseNpgsql(address).Options);
        await db.Database.MigrateAsync();
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var fill = new NpgsqlCommand(
            """
            INSERT INTO streams (
              id, host_id, host_username, host_display_name, title, description, category, tags, status, visibility,
              started_at, ended_at, scheduled_for, chat_enabled, record_enabled, viewer_count, peak_viewers, total_views,
              viewer_sequence, event_sequence, stream_key_hash, stream_key_cipher, created_at, updated_at, version)
            SELECT gen_random_uuid(), gen_random_uuid(), 'host' || n, 'Host ' || n, 'Stream number ' || n,
              'What happens on this stream, told in a sentence of ordinary length.', 'Talk', ARRAY['one', 'two', 'three'],
              CASE WHEN n <= 50 THEN 1 WHEN n <= 500 THEN 0 ELSE 3 END, 0,
              CASE WHEN n <= 50 OR n > 500 THEN now() - make_interval(mins => n) END,
              CASE WHEN n > 500 THEN now() - make_interval(secs => n) END,
              CASE WHEN n BETWEEN 51 AND 500 THEN now() + make_interval(hours => n) END,
              true, false, CASE WHEN n <= 50 THEN n * 7 ELSE 0 END, 1000, 5000, 1, 3,
              sha256(n::text::bytea), sha256(n::text::bytea), now() - make_interval(mins => n), now(), 3
            FROM generate_series(1, 10000) n;
            ANALYZE streams;
            """,
            connection);
        await fill.ExecuteNonQueryAsync();
    }
}
