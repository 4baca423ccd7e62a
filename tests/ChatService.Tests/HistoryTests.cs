using System.Text.Json;
using Clockit.ChatService.Tests.Support;

namespace Clockit.ChatService.Tests;

/// <summary>Reading a room's history over HTTP.</summary>
public sealed class HistoryTests(SharedWorld shared) : IClassFixture<SharedWorld>
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task Pages_run_backwards_and_forwards_without_gaps_or_repeats()
    {
        var stream = await RoomOfAsync(25);
        var reader = _world.Anonymous();

        var newest = await reader.ReadAsync(stream, "?limit=10");
        var older = await reader.ReadAsync(stream, $"?limit=10&before={newest.Offsets()[0]}");
        var oldest = await reader.ReadAsync(stream, $"?limit=10&before={older.Offsets()[0]}");
        var none = await reader.ReadAsync(stream, $"?limit=10&before={oldest.Offsets()[0]}");

        Assert.Equal(Offsets(16, 25), newest.Offsets());
        Assert.Equal(Offsets(6, 15), older.Offsets());
        Assert.Equal(Offsets(1, 5), oldest.Offsets());
        Assert.Empty(none.Offsets());

        var first = await reader.ReadAsync(stream, "?limit=10&since=0");
        var second = await reader.ReadAsync(stream, $"?limit=10&since={first.Offset()}");
        var third = await reader.ReadAsync(stream, $"?limit=10&since={second.Offset()}");
        var fourth = await reader.ReadAsync(stream, $"?limit=10&since={third.Offset()}");

        Assert.Equal(Offsets(1, 10), first.Offsets());
        Assert.Equal(Offsets(11, 20), second.Offsets());
        Assert.Equal(Offsets(21, 25), third.Offsets());
        Assert.Empty(fourth.Offsets());
        Assert.Equal(25, fourth.Offset());
        Assert.Equal(newest.Text("epoch"), fourth.Text("epoch"));
    }

    [Fact]
    public async Task A_room_in_which_nobody_spoke_is_an_empty_page()
    {
        var page = await _world.Anonymous().ReadAsync(_world.Live());

        Assert.Empty(page.Texts());
        Assert.Equal(0, page.Offset());
        Assert.NotEmpty(page.Text("epoch"));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=-1")]
    [InlineData("?since=-1")]
    [InlineData("?before=-1")]
    [InlineData("?since=9223372036854775807")]
    [InlineData("?since=1&before=3")]
    public async Task A_page_out_of_range_is_refused(string query) =>
        await _world.Anonymous().GetAsync(Paths.Chat(_world.Live()) + query).ShouldBeProblemAsync(422, "request.invalid");

    [Theory]
    [InlineData("?limit=many")]
    [InlineData("?since=1.5")]
    [InlineData("?before=99999999999999999999")]
    public async Task A_page_that_is_not_a_number_is_refused_by_its_name(string query)
    {
        var problem = await _world.Anonymous().GetAsync(Paths.Chat(_world.Live()) + query).ShouldBeProblemAsync(422, "request.invalid");
        Assert.Equal(query[1..query.IndexOf('=', StringComparison.Ordinal)], Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_full_room_forgets_its_oldest_messages_and_their_client_ids()
    {
        await using var world = await World.StartAsync(settings: [("Chat:MessagesPerRoom", "100"), ("Limits:Enabled", "false")]);
        var ann = world.Person();
        var stream = world.Live();
        await ann.SayAsync(stream, "first", clientId: "c0");
        for (var i = 1; i <= 100; i++)
        {
            await ann.SayAsync(stream, $"{i}", clientId: $"c{i}");
        }

        var page = await ann.ReadAsync(stream, "?since=0&limit=200");
        var resent = await ann.SayAsync(stream, "first", clientId: "c0");

        Assert.Equal(Offsets(2, 101), page.Offsets());
        Assert.False(page.GetProperty("recovered").GetBoolean());
        Assert.True((await ann.ReadAsync(stream, "?since=2")).GetProperty("recovered").GetBoolean());
        Assert.Equal(102, resent.Offset());
    }

    [Fact]
    public async Task Whoever_reads_on_is_told_whether_anything_is_missing_in_between()
    {
        var stream = await RoomOfAsync(3);
        var reader = _world.Anonymous();

        Assert.True((await reader.ReadAsync(stream, "?since=1")).GetProperty("recovered").GetBoolean());
        Assert.True((await reader.ReadAsync(stream, "?since=3")).GetProperty("recovered").GetBoolean());
        Assert.False((await reader.ReadAsync(stream, "?since=4")).GetProperty("recovered").GetBoolean());
        Assert.Equal(JsonValueKind.Null, (await reader.ReadAsync(stream)).GetProperty("recovered").ValueKind);
    }

    [Fact]
    public async Task A_pinned_message_that_a_full_room_forgets_is_pinned_no_more()
    {
        await using var world = await World.StartAsync(settings: [("Chat:MessagesPerRoom", "100"), ("Limits:Enabled", "false")]);
        var host = world.Person("host");
        var stream = world.Live(host);
        var first = await host.SayAsync(stream, "read this");
        using var pinned = await host.PutAsync(Paths.Settings(stream), new { pinnedMessageId = first.Text("id") });
        await pinned.ShouldBeAsync(200);
        for (var i = 0; i < 100; i++)
        {
            await host.SayAsync(stream, $"{i}");
        }

        using var settings = await host.GetAsync(Paths.Settings(stream));
        Assert.Equal(JsonValueKind.Null, (await settings.ShouldBeAsync(200)).GetProperty("pinnedMessageId").ValueKind);
    }

    [Fact]
    public async Task A_replay_gives_every_message_of_a_second_in_which_more_than_a_page_was_written()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var started = TimeProvider.System.GetUtcNow().AddSeconds(-100);
        var stream = world.Stream(startedAt: started).StreamId;
        var ann = world.Person();
        await ann.SayAsync(stream, "first");
        // Times never run backwards within a room: all that follow are written at the time of a first one that is ahead.
        await using var redis = await RedisOf.ConnectAsync(world);
        var ahead = started.AddSeconds(200);
        await redis.SetAsync(stream, "at", ahead.ToUnixTimeMilliseconds());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 150; i++)
            {
                await ann.SayAsync(stream, $"{writer} {i}");
            }
        }));

        var seen = new List<long>();
        for (int? from = 0; from is not null;)
        {
            using var response = await ann.GetAsync($"{Paths.Chat(stream)}/replay?from={from}&to=300");
            var page = await response.ShouldBeAsync(200);
            seen.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("message").Offset()));
            from = page.GetProperty("next").ValueKind is JsonValueKind.Null ? null : page.GetProperty("next").GetInt32();
        }

        Assert.Equal(Offsets(1, 1201), seen);
    }

    [Fact]
    public async Task A_replay_gives_messages_and_reactions_by_the_second()
    {
        var started = TimeProvider.System.GetUtcNow().AddSeconds(-100);
        var stream = _world.Stream(startedAt: started).StreamId;
        var ann = _world.Person();
        await using var hub = await ann.ConnectAsync();
        await hub.InvokeAsync("join_chat", new { streamId = stream });
        await ann.SayAsync(stream, "hello");
        await hub.InvokeAsync("live_reaction", new { streamId = stream, reaction = "🎉" });
        await hub.ReceiveAsync("live_reaction_received");

        using var all = await ann.GetAsync($"{Paths.Chat(stream)}/replay");
        using var before = await ann.GetAsync($"{Paths.Chat(stream)}/replay?from=0&to=99");
        var replay = await all.ShouldBeAsync(200);
        var nothing = await before.ShouldBeAsync(200);

        var message = Assert.Single(replay.GetProperty("messages").EnumerateArray());
        Assert.InRange(message.GetProperty("second").GetInt32(), 100, 130);
        Assert.Equal("hello", message.GetProperty("message").Text("message"));
        var reactions = Assert.Single(replay.GetProperty("reactions").EnumerateArray());
        Assert.Equal(1, reactions.GetProperty("counts").GetProperty("🎉").GetInt32());
        Assert.Empty(nothing.GetProperty("messages").EnumerateArray());
        Assert.Empty(nothing.GetProperty("reactions").EnumerateArray());
    }

    [Fact]
    public async Task Other_services_read_the_counts_and_nobody_else_does()
    {
        var stream = await RoomOfAsync(3);
        using var asking = new HttpClient { BaseAddress = _world.Server.Address };
        await asking.GetAsync(new Uri($"/internal/chat/{stream}/counts", UriKind.Relative)).ShouldBeProblemAsync(404, "route.not_found");

        asking.DefaultRequestHeaders.Add("X-Clockit-Service-Key", StreamDirectoryHost.ServiceKey);
        using var response = await asking.GetAsync(new Uri($"/internal/chat/{stream}/counts", UriKind.Relative));
        var counts = await response.ShouldBeAsync(200);

        Assert.Equal(3, counts.GetProperty("messages").GetInt64());
        Assert.Equal(0, counts.GetProperty("reactions").GetInt64());
        Assert.Equal(1, counts.GetProperty("chatters").GetInt64());
    }

    private static IEnumerable<long> Offsets(int from, int to) => Enumerable.Range(from, to - from + 1).Select(offset => (long)offset);

    private async Task<Guid> RoomOfAsync(int messages)
    {
        var stream = _world.Live();
        var ann = _world.Person();
        for (var i = 1; i <= messages; i++)
        {
            await ann.SayAsync(stream, $"{i}");
        }

        return stream;
    }
}
