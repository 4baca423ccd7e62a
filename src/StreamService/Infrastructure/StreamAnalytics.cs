using Clockit.StreamService.Application;
using Clockit.StreamService.Domain;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

internal sealed class StreamAnalytics(NpgsqlDataSource database) : IStreamAnalytics
{
    // Who waited before the start watches from the start on: the last sample before it counts as one at it.
    private const string Samples =
        """
        WITH known AS (
          SELECT DISTINCT ON (from_at) greatest(at, @start) AS from_at, viewer_count
          FROM viewer_samples
          WHERE stream_id = @stream AND at < @until
          ORDER BY from_at, at DESC, event_id DESC
        ), spans AS (
          SELECT from_at, viewer_count, coalesce(lead(from_at) OVER (ORDER BY from_at), @until) - from_at AS span FROM known
        )

        """;

    private const string WatchTime = Samples + "SELECT coalesce(sum(viewer_count * span), interval '0') FROM spans";

    private const string Points = Samples +
        """
        SELECT DISTINCT ON (bucket) from_at, viewer_count, floor(extract(epoch FROM from_at - @start) / @step) AS bucket
        FROM spans
        ORDER BY bucket, from_at DESC
        """;

    public async Task<ViewerHistory> ReadViewersAsync(LiveStream stream, DateTimeOffset until, int most, CancellationToken cancellationToken)
    {
        if (stream.StartedAt is not { } startedAt || until <= startedAt)
        {
            return ViewerHistory.Empty;
        }

        await using var batch = database.CreateBatch();
        foreach (var text in new[] { WatchTime, Points })
        {
            var command = new NpgsqlBatchCommand(text);
            command.Parameters.AddWithValue("stream", stream.Id);
            command.Parameters.AddWithValue("start", startedAt);
            command.Parameters.AddWithValue("until", until);
            batch.BatchCommands.Add(command);
        }

        // Not finer than the samples come, and at least one bucket.
        batch.BatchCommands[1].Parameters.AddWithValue("step", Math.Max(1, Math.Ceiling((until - startedAt).TotalSeconds / most)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var watched = reader.GetTimeSpan(0);
        await reader.NextResultAsync(cancellationToken);
        var points = new List<ViewerPoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            points.Add(new ViewerPoint(reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt32(1)));
        }

        return new ViewerHistory(points, watched);
    }
}
