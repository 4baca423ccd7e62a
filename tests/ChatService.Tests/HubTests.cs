using System.Text.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR.Client;

namespace Clockit.ChatService.Tests;

/// <summary>The hub's calls, what it pushes to whom, and how it refuses.</summary>
public sealed class HubTests(SharedWorld shared) : IClassFixture<SharedWorld>
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_comment_is_answered_with_its_place_and_reaches_everyone_in_the_room_and_nobody_else()
    {
        var stream = _world.Live();
        var elsewhere = _world.Live();
        var ann = _world.Person("ann");
        var (writer, _) = await ann.JoinAsync(stream);
        var (reader, _) = await _world.Anonymous().JoinAsync(stream);
        var (neighbor, _) = await _world.Anonymous().JoinAsync(elsewhere);

        var accepted = await writer.InvokeAsync("live_comment", new { streamId = stream, comment = " hello ", username = "root" });
        var seen = await reader.ReceiveAsync("live_comment_added");
        var own = await writer.ReceiveAsync("live_comment_added");
        await neighbor.InvokeAsync("leave_chat", new { streamId = elsewhere });

        Assert.Equal(1, accepted.Offset());
        Assert.Equal(accepted.Text("id"), seen.Text("id"));
        Assert.Equal(stream.ToString(), seen.Text("streamId"));
        Assert.Equal(1, seen.Offset());
        Assert.Equal("hello", seen.Text("comment"));
        Assert.Equal("ann", seen.Text("username"));
        Assert.Equal(ann.Id.ToString(), seen.Text("userId"));
        Assert.True(seen.GetProperty("timestamp").GetDateTimeOffset() > TimeProvider.System.GetUtcNow().AddMinutes(-1));
        Assert.Equal(seen.ToString(), own.ToString());
        Assert.Equal(0, neighbor.Waiting("live_comment_added"));
    }

    [Fact]
    public async Task A_reply_says_which_message_it_answers()
    {
        var stream = _world.Live();
        var (hub, _) = await _world.Person("ann").JoinAsync(stream);
        var question = await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "why?" });

        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "because", replyTo = question.Text("id") });

        Assert.Equal(JsonValueKind.Null, (await hub.ReceiveAsync("live_comment_added")).GetProperty("replyTo").ValueKind);
        Assert.Equal(question.Text("id"), (await hub.ReceiveAsync("live_comment_added")).Text("replyTo"));
        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "because", replyTo = Guid.NewGuid() }).ShouldBeRefusedAsync("chat.reply_not_found");
    }

    [Fact]
    public async Task A_stock_client_joins_comments_and_is_called()
    {
        var stream = _world.Live();
        await using var reader = StockHubClient.Create(_world.Server.Hub);
        var seen = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = reader.On("live_comment_added", [typeof(JsonElement)], arguments =>
        {
            seen.TrySetResult((JsonElement)arguments[0]!);
            return Task.CompletedTask;
        });
        await reader.StartAsync();
        await reader.InvokeCoreAsync("join_chat", typeof(JsonElement), [new { streamId = stream }]);

        await _world.Person().SayAsync(stream, "over REST");

        Assert.Equal("over REST", (await seen.Task.WaitAsync(TimeSpan.FromSeconds(10))).Text("comment"));
    }

    [Fact]
    public async Task Whoever_joins_gets_the_newest_page_and_the_settings_of_the_room()
    {
        var ann = _world.Person();
        var stream = _world.Live();
        for (var i = 1; i <= 60; i++)
        {
            await ann.SayAsync(stream, $"{i}");
        }

        var (_, joined) = await _world.Anonymous().JoinAsync(stream);

        Assert.Equal([.. Enumerable.Range(11, 50).Select(i => $"{i}")], joined.Texts());
        Assert.Equal(60, joined.Offset());
        Assert.False(joined.GetProperty("recovered").GetBoolean());
        Assert.NotEmpty(joined.Text("epoch"));
        Assert.True(joined.GetProperty("settings").GetProperty("enabled").GetBoolean());
        Assert.Equal(0, joined.GetProperty("settings").GetProperty("slowModeSeconds").GetInt32());
        Assert.False(joined.GetProperty("settings").TryGetProperty("blockedTerms", out _));
    }

    [Fact]
    public async Task Whoever_left_gets_nothing_more()
    {
        var stream = _world.Live();
        var (leaver, _) = await _world.Anonymous().JoinAsync(stream);
        var (reader, _) = await _world.Anonymous().JoinAsync(stream);

        await leaver.InvokeAsync("leave_chat", new { streamId = stream });
        await _world.Person().SayAsync(stream, "hello");
        await reader.ReceiveAsync("live_comment_added");
        await leaver.InvokeAsync("leave_chat", new { streamId = stream });

        Assert.Equal(0, leaver.Waiting("live_comment_added"));
    }

    [Fact]
    public async Task The_same_client_id_again_gives_the_same_message_over_hub_and_REST_alike()
    {
        var ann = _world.Person("ann");
        var stream = _world.Live();
        var (hub, _) = await ann.JoinAsync(stream);

        var first = await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "once", clientId = "c" });
        var again = await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "once", clientId = "c" });
        var rest = await ann.SayAsync(stream, "once", clientId: "c");

        Assert.Equal(first.ToString(), again.ToString());
        Assert.Equal(first.Text("id"), rest.Text("id"));
        await hub.ReceiveAsync("live_comment_added");
        Assert.Equal(0, hub.Waiting("live_comment_added"));
    }

    [Theory]
    [InlineData("live_comment", "{\"comment\":\"hi\"}", "request.invalid")]
    [InlineData("live_comment", "{\"streamId\":5,\"comment\":\"hi\"}", "request.invalid")]
    [InlineData("live_comment", "{\"streamId\":\"x\",\"comment\":\"hi\"}", "request.invalid")]
    [InlineData("live_comment", "{\"streamId\":\"STREAM\",\"comment\":7}", "request.invalid")]
    [InlineData("live_comment", "{\"streamId\":\"STREAM\"}", "chat.message_invalid")]
    [InlineData("live_comment", "{\"streamId\":\"STREAM\",\"comment\":\"  \"}", "chat.message_invalid")]
    [InlineData("live_comment", "{\"streamId\":\"0199a1f0-0000-7000-8000-000000000000\",\"comment\":\"hi\"}", "stream.not_found")]
    [InlineData("live_comment", "[]", "request.invalid")]
    [InlineData("live_comment", "null", "request.invalid")]
    [InlineData("join_chat", "{\"streamId\":\"STREAM\",\"since\":5}", "request.invalid")]
    [InlineData("join_chat", "{\"streamId\":\"STREAM\",\"since\":{\"epoch\":\"e\",\"offset\":-1}}", "request.invalid")]
    [InlineData("join_chat", "{}", "request.invalid")]
    [InlineData("leave_chat", "{}", "request.invalid")]
    [InlineData("live_reaction", "{\"streamId\":\"STREAM\",\"reaction\":\"🐌\"}", "chat.reaction_invalid")]
    [InlineData("live_reaction", "{\"streamId\":\"STREAM\"}", "chat.reaction_invalid")]
    public async Task A_call_that_makes_no_sense_is_refused_with_a_code_and_the_connection_lives_on(string method, string argument, string code)
    {
        var stream = _world.Live();
        var (hub, _) = await _world.Person().JoinAsync(stream);

        var refused = await Assert.ThrowsAsync<HubInvocationException>(() =>
            hub.InvokeAsync(method, JsonDocument.Parse(argument.Replace("STREAM", stream.ToString(), StringComparison.Ordinal)).RootElement));

        Assert.Equal(code, refused.Code);
        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "still here" });
    }

    [Theory]
    [InlineData("live_comment", "{\"\\ud800\\ud800\\ud800\":1,\"streamId\":\"STREAM\",\"comment\":\"hi\"}")]
    [InlineData("live_comment", "{\"streamId\":\"STREAM\",\"comment\":\"\\ud83d\"}")]
    [InlineData("live_comment", "{\"streamId\":\"STREAM\",\"comment\":\"hi\",\"clientId\":\"\\udc00\"}")]
    [InlineData("live_reaction", "{\"streamId\":\"STREAM\",\"reaction\":\"\\udc00\"}")]
    [InlineData("join_chat", "{\"streamId\":\"STREAM\",\"since\":{\"\\udc00\\udc00\":\"e\",\"offset\":1}}")]
    public async Task Half_a_surrogate_pair_anywhere_is_refused_with_a_code(string method, string argument)
    {
        var stream = _world.Live();
        await using var hub = await _world.Person().ConnectAsync();

        await hub.InvokeRawAsync(method, $"[{argument.Replace("STREAM", stream.ToString(), StringComparison.Ordinal)}]").ShouldBeRefusedAsync("request.invalid");

        Assert.Empty((await _world.Anonymous().ReadAsync(stream)).Texts());
    }

    [Theory]
    [InlineData("{\"type\":1,\"target\":\"live_comment\",\"invocationId\":\"x\",\"arguments\":[{\"streamId\":\"STREAM\",\"comment\":\"\\udc00\"}]}")]
    [InlineData("{\"type\":1,\"target\":\"live_comment\",\"invocationId\":\"x\",\"arguments\":[]}")]
    [InlineData("{\"type\":1,\"target\":\"no_such_method\",\"invocationId\":\"x\",\"arguments\":[{}]}")]
    public async Task A_call_that_no_well_kept_client_makes_stores_nothing_and_the_connection_lives_on(string call)
    {
        var stream = _world.Live();
        var (hub, _) = await _world.Person().JoinAsync(stream);

        await hub.SendRawAsync(call.Replace("STREAM", stream.ToString(), StringComparison.Ordinal));
        var accepted = await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "still here" });

        Assert.Equal(1, accepted.Offset());
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_cannot_comment_or_react()
    {
        var stream = _world.Live();
        var (hub, _) = await _world.Anonymous().JoinAsync(stream);

        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "hi" }).ShouldBeRefusedAsync("auth.required");
        await hub.InvokeAsync("live_reaction", new { streamId = stream, reaction = "🔥" }).ShouldBeRefusedAsync("auth.required");
    }

    [Fact]
    public async Task A_long_comment_is_refused_and_a_huge_one_ends_the_connection()
    {
        var stream = _world.Live();
        var (hub, _) = await _world.Person().JoinAsync(stream);

        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = new string('x', 10_000) }).ShouldBeRefusedAsync("chat.message_invalid");
        await hub.InvokeAsync("live_comment", new { streamId = stream, comment = new string('x', 32 * 1024) }).ShouldBeRefusedAsync("chat.message_invalid");
        try
        {
            await hub.SendAsync("live_comment", new { streamId = stream, comment = new string('x', 10_000_000) });
        }
        catch (Exception cut) when (cut is System.Net.WebSockets.WebSocketException or OperationCanceledException)
        {
            // Cut off before all of it was sent.
        }

        await hub.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty((await _world.Anonymous().ReadAsync(stream)).Texts());
    }

    [Fact]
    public async Task Reactions_are_summed_per_tick_and_sent_to_the_room()
    {
        var stream = _world.Live();
        var (reader, _) = await _world.Anonymous().JoinAsync(stream);
        await using var hub = await _world.Person().ConnectAsync();

        for (var i = 0; i < 10; i++)
        {
            await hub.InvokeAsync("live_reaction", new { streamId = stream, reaction = i % 2 == 0 ? "🔥" : "❤" });
        }

        var (fires, hearts, pushes) = (0, 0, 0);
        while (fires + hearts < 10)
        {
            var received = await reader.ReceiveAsync("live_reaction_received");
            Assert.Equal(stream.ToString(), received.Text("streamId"));
            var counts = received.GetProperty("counts");
            fires += counts.TryGetProperty("🔥", out var fire) ? fire.GetInt32() : 0;
            hearts += counts.TryGetProperty("❤️", out var heart) ? heart.GetInt32() : 0;
            pushes++;
        }

        Assert.Equal((5, 5), (fires, hearts));
        Assert.InRange(pushes, 1, 9);
    }

    [Fact]
    public async Task Reactions_on_several_nodes_at_the_same_time_all_arrive()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false"), ("Chat:ReactionTick", "00:00:00.050")]);
        var nodes = new[] { world.Server, await world.StartServerAsync(), await world.StartServerAsync() };
        var stream = world.Live();
        var (reader, _) = await world.Anonymous().JoinAsync(stream);

        await Task.WhenAll(nodes.Select(async node =>
        {
            await using var hub = await world.Person(at: node).ConnectAsync();
            for (var i = 0; i < 100; i++)
            {
                await hub.InvokeAsync("live_reaction", new { streamId = stream, reaction = "🔥" });
            }
        }));

        var fires = 0;
        while (fires < 300)
        {
            fires += (await reader.ReceiveAsync("live_reaction_received")).GetProperty("counts").GetProperty("🔥").GetInt32();
        }

        Assert.Equal(300, fires);
    }

    [Fact]
    public async Task A_connection_that_floods_is_refused_and_then_cut_off_while_others_go_on()
    {
        await using var world = await World.StartAsync(settings: [("Chat:CallsPerSecond", "10")]);
        var stream = world.Live();
        var (flooder, _) = await world.Person("mallory").JoinAsync(stream);
        var (reader, _) = await world.Person("bob").JoinAsync(stream);

        for (var i = 0; i < 10_000; i++)
        {
            try
            {
                await flooder.SendAsync("live_comment", new { streamId = stream, comment = "spam" });
            }
            catch (Exception cut) when (cut is System.Net.WebSockets.WebSocketException or OperationCanceledException)
            {
                break;
            }
        }

        await flooder.Closed.WaitAsync(TimeSpan.FromSeconds(30));
        await reader.InvokeAsync("live_comment", new { streamId = stream, comment = "calm" });
        var calm = await reader.ReceiveAsync("live_comment_added", comment => comment.Text("comment") == "calm");
        Assert.InRange(calm.Offset(), 2, 1000);
    }

    [Fact]
    public async Task Calls_beyond_the_pace_are_refused_with_a_code()
    {
        await using var world = await World.StartAsync(settings: [("Chat:CallsPerSecond", "1")]);
        var stream = world.Live();
        var (hub, _) = await world.Person().JoinAsync(stream);
        for (var i = 0; i < 3; i++)
        {
            await hub.InvokeAsync("live_comment", new { streamId = stream, comment = $"{i}" });
        }

        var refusals = 0;
        for (var i = 0; i < 20; i++)
        {
            try
            {
                await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "more" });
            }
            catch (HubInvocationException refused)
            {
                Assert.Equal("chat.rate_limited", refused.Code);
                refusals++;
            }
        }

        Assert.InRange(refusals, 5, 20);
    }

    [Fact]
    public async Task One_connection_and_one_account_can_be_in_so_many_rooms_and_no_more()
    {
        await using var world = await World.StartAsync(settings: [("Chat:RoomsPerConnection", "3"), ("Chat:RoomsPerAccount", "4")]);
        var ann = world.Person("ann");
        await using var first = await ann.ConnectAsync();
        await using var second = await ann.ConnectAsync();
        var rooms = Enumerable.Range(0, 4).Select(_ => world.Live()).ToArray();

        for (var i = 0; i < 3; i++)
        {
            await first.InvokeAsync("join_chat", new { streamId = rooms[i] });
        }

        await first.InvokeAsync("join_chat", new { streamId = rooms[3] }).ShouldBeRefusedAsync("chat.too_many_rooms");
        await second.InvokeAsync("join_chat", new { streamId = rooms[0] });
        await second.InvokeAsync("join_chat", new { streamId = rooms[1] }).ShouldBeRefusedAsync("chat.too_many_rooms");
        await first.InvokeAsync("leave_chat", new { streamId = rooms[2] });
        await second.InvokeAsync("join_chat", new { streamId = rooms[1] });
        first.Abort();
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                await second.InvokeAsync("join_chat", new { streamId = rooms[2] });
                return true;
            }
            catch (HubInvocationException)
            {
                return false;
            }
        });
    }
}
