using System.Net;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

public sealed class AnalyticsTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Fact]
    public async Task A_stream_that_has_not_started_has_had_no_audience()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        var analytics = await (await creator.GetAsync($"/api/live/{id}/analytics")).JsonAsync();
        Assert.Equal(id, (Guid)analytics["streamId"]!);
        Assert.Empty(analytics["viewers"]!.AsArray());
        Assert.Equal(0, (int)analytics["peakViewers"]!);
        Assert.Equal(0, (int)analytics["uniqueViewers"]!);
        Assert.Equal(0, (long)analytics["watchTime"]!);
        Assert.Null(analytics["startedAt"]);
    }

    [Fact]
    public async Task Watch_time_sums_what_everybody_watched_from_the_start_to_the_end()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        await using var publisher = new EventPublisherOf(_service.Messaging);
        var waiting = DateTimeOffset.UtcNow;
        await publisher.PublishViewersAsync(id, sequence: 1, viewers: 2, peak: 2, total: 2, waiting);
        var started = (DateTimeOffset)(await (await creator.PostAsync($"/api/live/{id}/start")).JsonAsync())["startedAt"]!;
        // Two who waited, five from second 10 on, and none from second 30 on.
        await publisher.PublishViewersAsync(id, sequence: 3, viewers: 0, peak: 5, total: 6, started.AddSeconds(30));
        await publisher.PublishViewersAsync(id, sequence: 2, viewers: 5, peak: 5, total: 6, started.AddSeconds(10));
        await EndAtAsync(creator, id, started.AddSeconds(40));

        var analytics = await ReadAsync(creator, id, points: 3);
        Assert.Equal((2 * 10) + (5 * 20), (long)analytics["watchTime"]!);
        Assert.Equal([2, 5, 0], analytics["viewers"]!.AsArray().Select(point => (int)point!["viewerCount"]!));
        Assert.Equal(
            [0, 10, 30],
            analytics["viewers"]!.AsArray().Select(point => (int)Math.Round(((DateTimeOffset)point!["at"]! - started).TotalSeconds)));
        Assert.Equal(40, (long)analytics["duration"]!);
        Assert.Equal(5, (int)analytics["peakViewers"]!);
        Assert.Equal(6, (int)analytics["uniqueViewers"]!);
    }

    [Fact]
    public async Task An_event_that_is_delivered_again_counts_once()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await using var publisher = new EventPublisherOf(_service.Messaging);
        var eventId = Guid.CreateVersion7();
        var at = DateTimeOffset.UtcNow;
        foreach (var _ in Enumerable.Range(0, 20))
        {
            await publisher.PublishViewersAsync(id, sequence: 1, viewers: 4, peak: 4, total: 4, at, eventId);
        }

        await publisher.PublishViewersAsync(id, sequence: 2, viewers: 1, peak: 4, total: 4, at.AddSeconds(1));
        await Eventually.TrueAsync(async () => await CountAsync($"SELECT count(*) FROM inbox JOIN viewer_samples USING (event_id) WHERE stream_id = '{id}'") == 2);
        Assert.Equal(2, await CountAsync($"SELECT count(*) FROM viewer_samples WHERE stream_id = '{id}'"));
    }

    [Fact]
    public async Task A_long_stream_is_told_in_at_most_500_points()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        var started = (DateTimeOffset)(await (await creator.PostAsync($"/api/live/{id}/start")).JsonAsync())["startedAt"]!;
        await ExecuteAsync($"""
            INSERT INTO viewer_samples (stream_id, event_id, at, viewer_count)
            SELECT '{id}', gen_random_uuid(), '{started:O}'::timestamptz + make_interval(secs => 5 * n), n % 7 FROM generate_series(1, 20000) n
            """);
        await EndAtAsync(creator, id, started.AddSeconds(100_005));
        var points = (await (await creator.GetAsync($"/api/live/{id}/analytics")).JsonAsync())["viewers"]!.AsArray();
        Assert.InRange(points.Count, 400, 500);
        Assert.Equal(20_000 % 7, (int)points[^1]!["viewerCount"]!);
    }

    [Fact]
    public async Task Only_the_creator_sees_them()
    {
        using var creator = _service.Creator();
        using var other = _service.Creator();
        using var anonymous = _service.Anonymous();
        var id = await creator.CreateStreamAsync();
        var secret = await creator.CreateStreamAsync(new { title = "Secret", isPrivate = true });
        await (await other.GetAsync($"/api/live/{id}/analytics")).HasProblemAsync(HttpStatusCode.Forbidden, "stream.not_host");
        await (await other.GetAsync($"/api/live/{secret}/analytics")).HasProblemAsync(HttpStatusCode.NotFound, "stream.not_found");
        await (await anonymous.GetAsync($"/api/live/{id}/analytics")).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task While_the_chat_does_not_answer_its_numbers_are_missing_and_the_others_are_there()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        using var response = await creator.GetAsync($"/api/live/{id}/analytics");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var analytics = await response.JsonAsync();
        Assert.True(analytics.AsObject().ContainsKey("chatMessages"));
        Assert.Null(analytics["chatMessages"]);
        Assert.Null(analytics["reactions"]);
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> ReadAsync(HttpClient creator, Guid id, int points)
    {
        System.Text.Json.Nodes.JsonNode? analytics = null;
        await Eventually.TrueAsync(async () =>
            (analytics = await (await creator.GetAsync($"/api/live/{id}/analytics")).JsonAsync())["viewers"]!.AsArray().Count == points);
        return analytics!;
    }

    /// <summary>Ends a stream, at a time that would take too long to wait for.</summary>
    private async Task EndAtAsync(HttpClient creator, Guid id, DateTimeOffset at)
    {
        await Eventually.TrueAsync(async () => await CountAsync($"SELECT count(*) FROM viewer_samples WHERE stream_id = '{id}'") >= 3);
        await creator.PostAsync($"/api/live/{id}/end");
        await ExecuteAsync($"UPDATE streams SET ended_at = '{at:O}' WHERE id = '{id}'");
    }

    private async Task<long> CountAsync(string query)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(_service.Database);
        await using var command = database.CreateCommand(query);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var database = Npgsql.NpgsqlDataSource.Create(_service.Database);
        await using var command = database.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
