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
        await Eventually.TrueAsync(async () => (await anonymous.GetAsync(List)).Headers.Age is not null);
        await using (var database = Npgsql.NpgsqlDataSource.Create(service.Database))
        {
            await using var change = database.CreateCommand("UPDATE streams SET viewer_count = 5");
            await change.ExecuteNonQueryAsync();
        }

        Assert.Equal(0, (int)(await ItemsAsync(anonymous))[0]!["viewerCount"]!);
        Assert.Equal(5, (int)(await (await anonymous.GetAsync($"/api/live?status=all&limit=7")).JsonAsync())["items"]![0]!["viewerCount"]!);
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
            Assert.Null(response.Headers.Age);
            await response.HasProblemAsync(System.Net.HttpStatusCode.UnprocessableEntity, "request.invalid");
        }
    }

    private static async Task<JsonArray> ItemsAsync(HttpClient client) =>
        (await (await client.GetAsync(List)).JsonAsync())["items"]!.AsArray();
}
