using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

public sealed class ListCacheTests
{
    private const string List = "/api/live?status=all";

    [Fact]
    public async Task Every_change_shows_in_the_next_list_on_its_own_node_and_soon_on_the_others()
    {
        // So long that only a change can renew a list within this test.
        var settings = ("Lists:CacheFor", "00:00:10");
        await using var first = await StreamServiceHost.StartAsync(settings: settings);
        await using var second = await StreamServiceHost.StartAsync(first.Messaging, first.Database, settings);
        await using var events = await EventSubscriber.StartAsync(first.Messaging);
        using var creator = first.Creator();
        using var other = second.Anonymous();
        Guid id = default;
        await ShowsAsync(items => items.Count == 0, () => Task.CompletedTask);
        await ShowsAsync(items => items.Count == 1, async () => id = await creator.CreateStreamAsync());
        await ShowsAsync(items => (string?)items[0]!["title"] == "Edited", () => creator.PutAsJsonAsync($"/api/live/{id}", new { title = "Edited" }));
        await ShowsAsync(items => (string?)items[0]!["status"] == "live", () => creator.PostAsync($"/api/live/{id}/start"));
        await ShowsAsync(items => (string?)items[0]!["status"] == "ended", () => creator.PostAsync($"/api/live/{id}/end"));
        await ShowsAsync(items => items.Count == 0, () => creator.DeleteAsync(new Uri($"/api/live/{id}", UriKind.Relative)));

        async Task ShowsAsync(Func<JsonArray, bool> expected, Func<Task> change)
        {
            await change();
            Assert.True(expected(await ItemsAsync(creator)));
            await Eventually.TrueAsync(async () => expected(await ItemsAsync(other)), TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public async Task A_list_is_computed_once_for_all_who_ask_and_a_changed_viewer_count_waits_for_the_next()
    {
        await using var service = await StreamServiceHost.StartAsync(settings: ("Lists:CacheFor", "00:00:10"));
        using var creator = service.Creator();
        using var anonymous = service.Anonymous();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await using var database = Npgsql.NpgsqlDataSource.Create(service.Database);
        var stored = 0;
        // A notification of the start that comes late renews the list once more.
        await Eventually.TrueAsync(async () =>
        {
            var before = await ViewersAsync(List);
            stored++;
            await using var change = database.CreateCommand($"UPDATE streams SET viewer_count = {stored}");
            await change.ExecuteNonQueryAsync();
            return await ViewersAsync(List) == before && before != stored;
        });
        Assert.Equal(stored, await ViewersAsync($"{List}&limit=7"));

        async Task<int> ViewersAsync(string list) => (int)(await (await anonymous.GetAsync(list)).JsonAsync())["items"]![0]!["viewerCount"]!;
    }

    [Fact]
    public async Task Whoever_waits_for_a_list_gets_it_when_the_one_who_asked_first_leaves()
    {
        await using var service = await StreamServiceHost.StartAsync();
        using var first = service.Anonymous();
        using var second = service.Anonymous();
        await using var database = Npgsql.NpgsqlDataSource.Create(service.Database);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand("LOCK TABLE streams IN ACCESS EXCLUSIVE MODE", connection, transaction))
        {
            await hold.ExecuteNonQueryAsync();
        }

        using var leave = new CancellationTokenSource();
        var left = first.GetAsync(List, leave.Token);
        await Eventually.TrueAsync(IsAQueryWaitingAsync);
        var stays = second.GetAsync(List);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        // Both are with the service before the first one's query may end.
        await second.GetAsync("/health/live");
        await transaction.CommitAsync();
        using var response = await stays;
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Empty((await response.JsonAsync())["items"]!.AsArray());

        async Task<bool> IsAQueryWaitingAsync()
        {
            await using var waiting = database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%FROM streams%' AND pid <> pg_backend_pid() AND datname = current_database()");
            return (long)(await waiting.ExecuteScalarAsync())! > 0;
        }
    }

    [Fact]
    public async Task A_list_never_shows_a_key_even_when_the_creator_asked_first()
    {
        await using var service = await StreamServiceHost.StartAsync();
        using var creator = service.Creator();
        using var anonymous = service.Anonymous();
        await creator.CreateStreamAsync();
        Assert.DoesNotContain("live_", await creator.GetStringAsync(List), StringComparison.Ordinal);
        Assert.DoesNotContain("streamKey", await anonymous.GetStringAsync(List), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_query_is_not_kept()
    {
        await using var service = await StreamServiceHost.StartAsync();
        using var anonymous = service.Anonymous();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var response = await anonymous.GetAsync("/api/live?page=0");
            await response.HasProblemAsync(System.Net.HttpStatusCode.UnprocessableEntity, "request.invalid");
        }
    }

    private static async Task<JsonArray> ItemsAsync(HttpClient client) =>
        (await (await client.GetAsync(List)).JsonAsync())["items"]!.AsArray();
}
