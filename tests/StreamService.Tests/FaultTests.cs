using System.Net;
using System.Net.Http.Json;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task A_stream_starts_without_the_broker_and_its_events_arrive_after_the_broker_returns()
    {
        await using var broker = await TestServers.StartMessagingAsync();
        var messaging = await broker.ConnectionStringAsync();
        await using (await EventSubscriber.StartAsync(messaging))
        {
            // Only declares the durable queue.
        }

        await using var service = await StreamServiceHost.StartAsync(messaging);
        using var creator = service.Creator();
        var id = await creator.CreateStreamAsync();
        await broker.KillAsync();
        using var started = await creator.PostAsync($"/api/live/{id}/start");
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        using var ended = await creator.PostAsync($"/api/live/{id}/end");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        await broker.StartAsync();
        await using var events = await EventSubscriber.StartAsync(messaging);
        await events.WaitForAsync(id, "live.ended", TimeSpan.FromSeconds(30));
        Assert.Equal(["live.scheduled", "live.started", "live.ended"], events.Of(id).Select(e => e.RoutingKey).Distinct());
    }

    [Fact]
    public async Task An_event_that_no_queue_takes_waits_until_one_does()
    {
        await using var service = await StreamServiceHost.StartAsync();
        using var creator = service.Creator();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await using var events = await EventSubscriber.StartAsync(service.Messaging);
        await events.WaitForAsync(id, "live.started", TimeSpan.FromSeconds(20));
        Assert.Equal(["live.scheduled", "live.started"], events.Of(id).Select(e => e.RoutingKey));
    }

    [Fact]
    public async Task What_no_queue_takes_holds_up_no_other_stream_however_much_it_is()
    {
        await using var service = await StreamServiceHost.StartAsync();
        await using var events = await EventSubscriber.StartAsync(service.Messaging, binding: "live.started");
        await using var database = Npgsql.NpgsqlDataSource.Create(service.Database);
        var id = Guid.CreateVersion7();
        // More than a dispatcher takes at once, and older than the one that follows.
        await using var rows = database.CreateCommand(
            """
            INSERT INTO outbox (event_id, stream_id, sequence, type, routing_key, body, occurred_at)
            SELECT gen_random_uuid(), gen_random_uuid(), 1, 'LiveScheduled', 'live.scheduled', '{}', now() - interval '1 day' FROM generate_series(1, 1000)
            UNION ALL SELECT gen_random_uuid(), $1, 1, 'LiveStarted', 'live.started', $2, now()
            """);
        rows.Parameters.AddWithValue(id);
        rows.Parameters.AddWithValue($$"""{"streamId":"{{id}}"}""");
        await rows.ExecuteNonQueryAsync();

        await events.WaitForAsync(id, "live.started", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_recording_that_no_other_service_asks_for_holds_nothing_up()
    {
        await using var service = await StreamServiceHost.StartAsync();
        await using var events = await EventSubscriber.StartAsync(service.Messaging, binding: "live.*");
        using var creator = service.Creator();
        using var media = service.Service();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await creator.PostAsync($"/api/live/{id}/end");
        using var told = await media.PostAsJsonAsync($"/internal/streams/{id}/recording", new { path = "/recording" });
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        await creator.DeleteAsync($"/api/live/{id}");
        var deleted = await events.WaitForAsync(id, "live.deleted");
        Assert.Equal(5, (long)deleted.Body["sequence"]!);
    }

    [Fact]
    public async Task Two_nodes_publish_each_event_once_and_in_order()
    {
        await using var first = await StreamServiceHost.StartAsync();
        await using var second = await StreamServiceHost.StartAsync(first.Messaging, first.Database);
        await using var events = await EventSubscriber.StartAsync(first.Messaging);
        using var creator = first.Creator();
        var ids = new List<Guid>();
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var id = await creator.CreateStreamAsync();
            await creator.PostAsync($"/api/live/{id}/start");
            await creator.PostAsync($"/api/live/{id}/end");
            ids.Add(id);
        }

        foreach (var id in ids)
        {
            await events.WaitForAsync(id, "live.ended", TimeSpan.FromSeconds(20));
            Assert.Equal(["live.scheduled", "live.started", "live.ended"], events.Of(id).Select(e => e.RoutingKey));
        }
    }

    [Fact]
    public async Task Postgres_that_dies_makes_errors_with_a_code_and_the_service_recovers_by_itself()
    {
        await using var postgres = await TestServers.StartPostgresAsync();
        var database = await postgres.CreateDatabaseAsync();
        await Migrations.ApplyAsync(database);
        await using var service = await StreamServiceHost.StartAsync(database: database);
        using var creator = service.Creator();
        var id = await creator.CreateStreamAsync();
        await postgres.KillAsync();
        await (await creator.GetAsync($"/api/live/{id}")).HasProblemAsync(HttpStatusCode.ServiceUnavailable, "service.unavailable");
        using var anonymous = service.Anonymous();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await anonymous.GetAsync("/health/ready")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("/health/live")).StatusCode);
        await postgres.StartAsync();
        await Eventually.TrueAsync(async () => (await creator.GetAsync($"/api/live/{id}")).StatusCode == HttpStatusCode.OK);
    }
}
