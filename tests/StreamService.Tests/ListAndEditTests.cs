using System.Net;
using System.Net.Http.Json;
using Clockit.StreamService.Tests.Support;

namespace Clockit.StreamService.Tests;

public sealed class ListAndEditTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Fact]
    public async Task Lists_filter_by_status_category_tag_text_and_host_and_come_in_pages()
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        var mark = Guid.NewGuid().ToString("N");
        foreach (var number in Enumerable.Range(1, 5))
        {
            await creator.CreateStreamAsync(new { title = $"100%_{mark} {number}", category = "Music", tags = new[] { "jazz" }, scheduledFor = DateTimeOffset.UtcNow.AddHours(number) });
        }

        var live = await creator.CreateStreamAsync(new { title = $"Other {mark}", category = "Talk" });
        await creator.PostAsync($"/api/live/{live}/start");
        using var anonymous = _service.Anonymous();

        async Task<int> CountAsync(string query) => (int)(await (await anonymous.GetAsync($"/api/live?{query}&q={mark}")).JsonAsync())["total"]!;
        Assert.Equal(6, await CountAsync("status=all"));
        Assert.Equal(1, await CountAsync("status=live"));
        Assert.Equal(1, await CountAsync(""));
        Assert.Equal(5, await CountAsync("status=upcoming"));
        Assert.Equal(5, await CountAsync("status=all&category=music"));
        Assert.Equal(5, await CountAsync("status=all&tag=Jazz"));
        Assert.Equal(6, await CountAsync($"status=all&host={host}"));
        Assert.Equal(0, await CountAsync($"status=all&host={Guid.CreateVersion7()}"));
        var literal = await (await anonymous.GetAsync($"/api/live?status=all&q=100%25_{mark}")).JsonAsync();
        Assert.Equal(5, (int)literal["total"]!);

        var second = await (await anonymous.GetAsync($"/api/live?status=upcoming&q={mark}&page=2&limit=2")).JsonAsync();
        Assert.Equal([$"100%_{mark} 3", $"100%_{mark} 4"], second["items"]!.AsArray().Select(item => (string)item!["title"]!));
        var active = await (await anonymous.GetAsync("/api/live/active")).JsonAsync();
        Assert.Contains(active.AsArray(), stream => (Guid)stream!["streamId"]! == live);
        Assert.Equal(6, (await (await anonymous.GetAsync($"/api/live/user/{host}")).JsonAsync()).AsArray().Count);
    }

    [Fact]
    public async Task An_edit_changes_what_is_sent_and_nothing_else()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync(new { title = "Before", description = "Stays", tags = new[] { "a" }, recordEnabled = true });
        using var response = await creator.PutAsJsonAsync($"/api/live/{id}", new { title = "After", tags = Array.Empty<string>() });
        var stream = await response.JsonAsync();
        Assert.Equal("After", (string?)stream["title"]);
        Assert.Equal("Stays", (string?)stream["description"]);
        Assert.Empty(stream["tags"]!.AsArray());
        Assert.True((bool)stream["recordEnabled"]!);
        using var cleared = await creator.PutAsJsonAsync($"/api/live/{id}", new { description = "" });
        Assert.Null((await cleared.JsonAsync())["description"]);
    }

    [Fact]
    public async Task An_edit_on_an_old_version_is_refused_when_the_caller_names_the_version()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        var first = (await creator.GetAsync($"/api/live/{id}")).Headers.ETag!;
        Assert.False(first.IsWeak);
        using var unchanged = new HttpRequestMessage(HttpMethod.Get, $"/api/live/{id}") { Headers = { IfNoneMatch = { first } } };
        Assert.Equal(HttpStatusCode.NotModified, (await creator.SendAsync(unchanged)).StatusCode);

        using var edit = new HttpRequestMessage(HttpMethod.Put, $"/api/live/{id}") { Headers = { IfMatch = { first } }, Content = JsonContent.Create(new { title = "Two" }) };
        Assert.Equal(HttpStatusCode.OK, (await creator.SendAsync(edit)).StatusCode);
        using var late = new HttpRequestMessage(HttpMethod.Put, $"/api/live/{id}") { Headers = { IfMatch = { first } }, Content = JsonContent.Create(new { title = "Three" }) };
        await (await creator.SendAsync(late)).HasProblemAsync(HttpStatusCode.PreconditionFailed, "stream.changed");
        Assert.Equal("Two", (string?)(await (await creator.GetAsync($"/api/live/{id}")).JsonAsync())["title"]);
    }

    [Fact]
    public async Task A_deleted_stream_is_gone_and_others_are_told()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await creator.DeleteAsync($"/api/live/{id}")).StatusCode);
        await (await creator.GetAsync($"/api/live/{id}")).HasProblemAsync(HttpStatusCode.NotFound, "stream.not_found");
        await shared.Events.WaitForAsync(id, "live.deleted");
    }

    [Fact]
    public async Task The_same_idempotency_key_creates_one_stream_even_in_parallel()
    {
        using var creator = _service.Creator();
        var key = Guid.NewGuid().ToString();
        async Task<HttpResponseMessage> CreateAsync(string title)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/live") { Content = JsonContent.Create(new { title }) };
            request.Headers.Add("Idempotency-Key", key);
            return await creator.SendAsync(request);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreateAsync("Once")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        var ids = await Task.WhenAll(answers.Select(async answer => (Guid)(await answer.JsonAsync())["streamId"]!));
        Assert.Single(ids.Distinct());
        await (await CreateAsync("Twice")).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.idempotency_key_reused");
    }

    [Fact]
    public async Task A_new_stream_key_replaces_the_old_one()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        var before = (string?)(await (await creator.GetAsync($"/api/live/{id}")).JsonAsync())["streamKey"];
        var after = (string?)(await (await creator.PostAsync($"/api/live/{id}/stream-key")).JsonAsync())["streamKey"];
        Assert.NotEqual(before, after);
        Assert.Equal(after, (string?)(await (await creator.GetAsync($"/api/live/{id}")).JsonAsync())["streamKey"]);
    }
}
