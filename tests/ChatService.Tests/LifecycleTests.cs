using Clockit.ChatService.Tests.Support;
using Clockit.StreamService.Client;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>Rooms open and close with their streams, whichever way the news arrives.</summary>
public sealed class LifecycleTests(SharedWorld shared) : IClassFixture<SharedWorld>
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task When_the_stream_ends_the_room_is_told_and_takes_no_more_messages()
    {
        var stream = _world.Stream();
        var ann = _world.Person();
        var (hub, _) = await ann.JoinAsync(stream.StreamId);
        await ann.SayAsync(stream.StreamId, "hello");

        await _world.PublishEndedAsync(stream);
        var changed = await hub.ReceiveAsync("chat_settings_changed");

        Assert.Equal(stream.StreamId.ToString(), changed.Text("streamId"));
        Assert.False(changed.GetProperty("settings").GetProperty("enabled").GetBoolean());
        await hub.InvokeAsync("live_comment", new { streamId = stream.StreamId, comment = "late" }).ShouldBeRefusedAsync("chat.closed");
        await hub.InvokeAsync("live_reaction", new { streamId = stream.StreamId, reaction = "🔥" }).ShouldBeRefusedAsync("chat.closed");
        await ann.PostAsync(Paths.Chat(stream.StreamId), new { message = "late" }).ShouldBeProblemAsync(409, "chat.closed");
        Assert.Equal(["hello"], (await ann.ReadAsync(stream.StreamId)).Texts());
    }

    [Fact]
    public async Task A_message_that_was_acknowledged_before_the_end_is_given_again_after_it()
    {
        var stream = _world.Stream();
        var ann = _world.Person();
        var sent = await ann.SayAsync(stream.StreamId, "hello", clientId: "c");
        await EndAsync(stream);

        Assert.Equal(sent.Text("id"), (await ann.SayAsync(stream.StreamId, "hello", clientId: "c")).Text("id"));
    }

    [Fact]
    public async Task An_ended_room_does_not_open_again_through_a_late_start()
    {
        var stream = _world.Stream();
        await EndAsync(stream);
        var marker = _world.Stream(status: StreamStatuses.Upcoming);

        await _world.PublishStartedAsync(stream);
        await _world.PublishEndedAsync(stream);
        // One queue, so what was published before the marker has been handled when the marker's room opens.
        await OpensAsync(marker);

        await _world.Person().PostAsync(Paths.Chat(stream.StreamId), new { message = "hi" }).ShouldBeProblemAsync(409, "chat.closed");
    }

    [Fact]
    public async Task A_start_opens_the_room_even_where_the_stream_is_still_remembered_as_upcoming()
    {
        var stream = _world.Stream(status: StreamStatuses.Upcoming);
        await _world.Person().PostAsync(Paths.Chat(stream.StreamId), new { message = "early" }).ShouldBeProblemAsync(409, "chat.closed");
        var (hub, joined) = await _world.Person().JoinAsync(stream.StreamId);
        Assert.False(joined.GetProperty("settings").GetProperty("enabled").GetBoolean());

        await _world.PublishStartedAsync(stream);

        Assert.True((await hub.ReceiveAsync("chat_settings_changed")).GetProperty("settings").GetProperty("enabled").GetBoolean());
        await hub.InvokeAsync("live_comment", new { streamId = stream.StreamId, comment = "now" });
    }

    [Fact]
    public async Task A_deleted_streams_messages_are_gone()
    {
        var stream = _world.Stream();
        var ann = _world.Person();
        await ann.SayAsync(stream.StreamId, "hello");

        await _world.PublishDeletedAsync(stream);

        await Eventually.TrueAsync(async () => (await ann.ReadAsync(stream.StreamId)).Texts().Length == 0);
        await ann.PostAsync(Paths.Chat(stream.StreamId), new { message = "hi" }).ShouldBeProblemAsync(409, "chat.closed");
    }

    [Fact]
    public async Task Everything_of_an_ended_room_goes_when_its_time_is_over_whenever_it_was_written()
    {
        var host = _world.Person("host");
        var stream = _world.Stream(host);
        var ann = _world.Person("ann");
        var message = await ann.SayAsync(stream.StreamId, "hello");
        await EndAsync(stream);
        await using var redis = await RedisOf.ConnectAsync(_world);

        using var deleted = await host.DeleteAsync(Paths.Message(stream.StreamId, message));
        using var banned = await host.PostAsync(Paths.Bans(stream.StreamId), new { userId = ann.Id });
        using var named = await host.PutAsync(Paths.Moderator(stream.StreamId, _world.Person("mod")));
        using var changed = await host.PutAsync(Paths.Settings(stream.StreamId), new { slowModeSeconds = 5 });
        await deleted.ShouldBeAsync(204);
        await banned.ShouldBeAsync(201);
        await named.ShouldBeAsync(204);
        await changed.ShouldBeAsync(200);

        foreach (var key in await redis.KeysAsync(stream.StreamId))
        {
            // What lives for milliseconds may be gone by now.
            Assert.True(await redis.Database.KeyTimeToLiveAsync(key) is not null || !await redis.Database.KeyExistsAsync(key), $"{key} stays for ever.");
        }
    }

    [Fact]
    public async Task When_a_stream_becomes_private_those_who_may_not_see_it_get_nothing_more_on_any_node()
    {
        var other = await _world.StartServerAsync();
        var host = _world.Person("host");
        var stream = _world.Stream(host);
        var hidden = new[] { (await _world.Person("ann").JoinAsync(stream.StreamId)).Hub, (await _world.Anonymous(other).JoinAsync(stream.StreamId)).Hub };
        var hosts = new[] { (await host.JoinAsync(stream.StreamId)).Hub, (await _world.Person("host", at: other, id: host.Id).JoinAsync(stream.StreamId)).Hub };
        await host.SayAsync(stream.StreamId, "for all");
        await Task.WhenAll(hidden.Concat(hosts).Select(hub => hub.ReceiveAsync("live_comment_added")));

        _world.Put(stream with { Visibility = StreamVisibilities.Private });
        foreach (var stranger in new[] { _world.Anonymous(), _world.Anonymous(other) })
        {
            await Eventually.TrueAsync(async () =>
            {
                using var answer = await stranger.GetAsync(Paths.Chat(stream.StreamId));
                return (int)answer.StatusCode == 404;
            });
        }

        await host.SayAsync(stream.StreamId, "for few");

        Assert.All(await Task.WhenAll(hosts.Select(hub => hub.ReceiveAsync("live_comment_added"))), added => Assert.Equal("for few", added.Text("comment")));
        foreach (var hub in hidden)
        {
            await hub.InvokeAsync("join_chat", new { streamId = stream.StreamId }).ShouldBeRefusedAsync("stream.not_found");
            Assert.Equal(0, hub.Waiting("live_comment_added"));
        }
    }

    [Fact]
    public async Task Those_who_may_not_see_a_private_stream_leave_its_room_when_its_event_comes_though_nobody_writes()
    {
        var host = _world.Person("host");
        var stream = _world.Stream(host);
        var (hers, _) = await _world.Person("ann").JoinAsync(stream.StreamId);
        var (his, _) = await host.JoinAsync(stream.StreamId);

        _world.Put(stream with { Visibility = StreamVisibilities.Private });
        await _world.PublishVisibilityAsync(stream with { Visibility = StreamVisibilities.Private });

        await his.ReceiveAsync("chat_settings_changed");
        await hers.InvokeAsync("join_chat", new { streamId = stream.StreamId }).ShouldBeRefusedAsync("stream.not_found");
        Assert.Equal(0, hers.Waiting("chat_settings_changed"));
    }

    [Fact]
    public async Task The_host_can_open_the_room_before_the_stream_is_live_and_nobody_else_can()
    {
        var host = _world.Person("host");
        var stream = _world.Stream(host, status: StreamStatuses.Upcoming).StreamId;
        await _world.Person("mod", ["moderator"]).PutAsync(Paths.Settings(stream), new { enabled = true }).ShouldBeProblemAsync(403, "auth.forbidden");

        using var response = await host.PutAsync(Paths.Settings(stream), new { enabled = true });
        await response.ShouldBeAsync(200);

        await _world.Person().SayAsync(stream, "first!");
    }

    private async Task EndAsync(StreamSummary stream)
    {
        await using var watcher = await _world.Anonymous().ConnectAsync();
        await watcher.InvokeAsync("join_chat", new { streamId = stream.StreamId });
        await _world.PublishEndedAsync(stream);
        await watcher.ReceiveAsync("chat_settings_changed");
    }

    private async Task OpensAsync(StreamSummary stream)
    {
        var (watcher, _) = await _world.Anonymous().JoinAsync(stream.StreamId);
        await _world.PublishStartedAsync(stream);
        await watcher.ReceiveAsync("chat_settings_changed");
        await watcher.DisposeAsync();
    }
}
