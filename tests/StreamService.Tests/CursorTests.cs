using System.Net;
using System.Text.Json.Nodes;
using Clockit.StreamService.Tests.Support;

namespace Clockit.StreamService.Tests;

public sealed class CursorTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Theory]
    [InlineData("all")]
    [InlineData("upcoming")]
    [InlineData("ended")]
    [InlineData("live")]
    public async Task A_cursor_neither_skips_nor_repeats_what_stays_while_others_come_and_go(string status)
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        using var anonymous = _service.Anonymous();
        async Task<Guid> AddAsync(int number)
        {
            // Some upcoming ones have no date.
            var id = await creator.CreateStreamAsync(new { title = $"Number {number}", scheduledFor = number % 3 == 0 ? null : (DateTimeOffset?)DateTimeOffset.UtcNow.AddDays(number) });
            if (status is "live" or "ended")
            {
                await creator.PostAsync($"/api/live/{id}/start");
            }

            if (status is "ended")
            {
                await creator.PostAsync($"/api/live/{id}/end");
            }

            return id;
        }

        var ids = new List<Guid>();
        for (var number = 0; number < 12; number++)
        {
            ids.Add(await AddAsync(number));
        }

        var seen = new List<Guid>();
        var gone = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await (await anonymous.GetAsync($"/api/live?status={status}&host={host}&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}")).JsonAsync();
            var items = page["items"]!.AsArray().Select(item => (Guid)item!["streamId"]!).ToList();
            Assert.InRange(items.Count, 0, 3);
            seen.AddRange(items);
            cursor = (string?)page["nextCursor"];
            // One that was read goes, and another comes.
            if (items.Count > 0 && status is not "live")
            {
                await creator.DeleteAsync($"/api/live/{items[0]}");
                gone.Add(items[0]);
            }

            await AddAsync(100 + seen.Count);
        }
        while (cursor is not null);

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(ids.Except(seen));
    }

    [Fact]
    public async Task Pages_and_cursors_agree_and_the_last_page_has_none()
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        for (var number = 0; number < 5; number++)
        {
            await creator.CreateStreamAsync();
        }

        async Task<JsonNode> ReadAsync(string query)
        {
            using var anonymous = _service.Anonymous();
            return await (await anonymous.GetAsync($"/api/live?status=all&host={host}&limit=3{query}")).JsonAsync();
        }

        var first = await ReadAsync("");
        var second = await ReadAsync($"&cursor={first["nextCursor"]}");
        var byPage = await ReadAsync("&page=2");
        Assert.Equal(5, (int)second["total"]!);
        Assert.Equal(byPage["items"]!.AsArray().Select(item => (Guid)item!["streamId"]!), second["items"]!.AsArray().Select(item => (Guid)item!["streamId"]!));
        Assert.Null(second["nextCursor"]);
        Assert.Null(byPage["nextCursor"]);
    }

    [Theory]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=LTEuMC4tMS4w", "cursor")]
    [InlineData("page=100000&limit=100", "page")]
    public async Task A_cursor_that_is_none_and_a_page_too_far_are_refused(string query, string field)
    {
        using var anonymous = _service.Anonymous();
        using var refused = await anonymous.GetAsync($"/api/live?status=all&{query}");
        await refused.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
        Assert.NotNull((await refused.JsonAsync())["errors"]![field]);
    }

    [Fact]
    public async Task A_short_text_is_found_too()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync(new { title = "\u9F98\u9F98 x" });
        using var anonymous = _service.Anonymous();
        Assert.Contains(id.ToString(), await anonymous.GetStringAsync("/api/live?status=all&q=\u9F98"), StringComparison.Ordinal);
    }
}
