using Clockit.Contracts;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class LobbyTests
{
    [Fact]
    public async Task A_public_stream_that_starts_and_ends_is_told_to_everyone_connected()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var anyone = await world.ConnectAsync(node);

        await world.PublishAsync(Streams.Started(stream, sequence: 1));
        var started = await anyone.ReceiveAsync("live_started");
        Assert.True(started.IsOf(stream));
        Assert.Equal("A stream", started.GetProperty("title").GetString());
        Assert.Equal(stream.Host.Id, started.GetProperty("host").GetProperty("id").GetGuid());
        Assert.Equal("host", started.GetProperty("host").GetProperty("username").GetString());
        Assert.Equal(stream.StartedAt, started.GetProperty("startedAt").GetDateTimeOffset());

        await world.PublishAsync(Streams.Ended(stream, sequence: 2));
        var ended = await anyone.ReceiveAsync("live_ended");
        Assert.True(ended.IsOf(stream));
        Assert.Equal("ended_by_host", ended.GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("private")]
    [InlineData("unlisted")]
    public async Task A_stream_that_is_not_public_is_told_to_its_room_only(string visibility)
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var hidden = world.Streams.Add(visibility: visibility);
        var open = world.Streams.Add();
        var inRoom = await world.ConnectAsync(node, hidden.Host.Id);
        await inRoom.JoinAsync(hidden);
        var lobby = await world.ConnectAsync(node);

        await world.PublishAsync(Streams.Started(hidden, sequence: 1));
        Assert.True((await inRoom.ReceiveAsync("live_started")).IsOf(hidden));
        await world.PublishAsync(Streams.Ended(hidden, sequence: 2));
        Assert.True((await inRoom.ReceiveAsync("live_ended")).IsOf(hidden));

        await world.PublishAsync(Streams.Started(open, sequence: 1));
        Assert.True((await lobby.ReceiveAsync("live_started")).IsOf(open));
        Assert.Single(lobby.Pushes);
    }

    [Fact]
    public async Task Interruptions_are_told_to_the_room_only()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var inRoom = await world.ConnectAsync(node);
        await inRoom.JoinAsync(stream);
        var lobby = await world.ConnectAsync(node);
        var endsAt = TimeProvider.System.GetUtcNow().AddSeconds(30);

        await world.PublishAsync(new LiveInterrupted
        {
            EventId = Guid.CreateVersion7(),
            StreamId = stream.StreamId,
            Sequence = 2,
            OccurredAt = endsAt.AddSeconds(-30),
            Visibility = "public",
            EndsAt = endsAt,
        });
        Assert.Equal(endsAt, (await inRoom.ReceiveAsync("live_interrupted")).GetProperty("endsAt").GetDateTimeOffset());
        await world.PublishAsync(new LiveResumed
        {
            EventId = Guid.CreateVersion7(),
            StreamId = stream.StreamId,
            Sequence = 3,
            OccurredAt = endsAt,
            Visibility = "public",
        });
        Assert.True((await inRoom.ReceiveAsync("live_resumed")).IsOf(stream));

        await world.PublishAsync(Streams.Ended(stream, sequence: 4));
        await lobby.ReceiveAsync("live_ended");
        Assert.Single(lobby.Pushes);
    }

    [Fact]
    public async Task An_event_that_is_delivered_again_is_told_once()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var anyone = await world.ConnectAsync(node);
        var started = Streams.Started(stream, sequence: 1);
        var ended = Streams.Ended(stream, sequence: 2);

        await world.PublishAsync(started);
        await anyone.ReceiveAsync("live_started");
        await world.PublishAsync(started);
        await world.PublishAsync(ended);
        await anyone.ReceiveAsync("live_ended");
        await world.PublishAsync(ended);
        await world.PublishAsync(started);

        var next = world.Streams.Add();
        await world.PublishAsync(Streams.Started(next, sequence: 1));
        Assert.True((await anyone.ReceiveAsync("live_started")).IsOf(next));
        Assert.Equal("live_started live_ended live_started", string.Join(' ', anyone.Pushes.Select(push => push.Target)));
    }

    [Fact]
    public async Task A_start_that_comes_after_its_end_is_not_told()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var late = world.Streams.Add();
        var next = world.Streams.Add();
        var anyone = await world.ConnectAsync(node);

        await world.PublishAsync(Streams.Ended(late, sequence: 2));
        Assert.True((await anyone.ReceiveAsync("live_ended")).IsOf(late));
        await world.PublishAsync(Streams.Started(late, sequence: 1));
        await world.PublishAsync(Streams.Ended(late, sequence: 3));
        await anyone.ReceiveAsync("live_ended");
        await world.PublishAsync(Streams.Started(next, sequence: 1));

        Assert.True((await anyone.ReceiveAsync("live_started")).IsOf(next));
    }

    [Fact]
    public async Task The_end_of_a_stream_empties_its_room_for_good()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        var hostId = (await host.StartAsync(stream)).ViewerId();
        var viewer = await world.ConnectAsync(node);
        await viewer.JoinAsync(stream);

        await world.PublishAsync(Streams.Ended(stream, sequence: 2));
        await viewer.ReceiveAsync("live_ended");

        // The directory of this test still calls the stream live: the room itself must know.
        await Eventually.TrueAsync(async () => (await viewer.JoinAsync(stream)).GetProperty("status").GetString() == "ended");
        Assert.Equal(0, (await viewer.JoinAsync(stream)).ViewerCount());
        using var http = world.CreateHttpClient(node);
        Assert.Equal(0, await http.BeginViewAsync(stream, "late"));
        Assert.Equal("signaling.not_in_room", await viewer.InvokeAsync("live_answer", new { streamId = stream.StreamId, to = hostId, answer = new { sdp = "v=0" } }).RefusalAsync());
    }

    [Fact]
    public async Task Those_who_wait_for_a_stream_that_is_deleted_are_told()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming", visibility: "unlisted");
        var waiting = await world.ConnectAsync(node);
        await waiting.JoinAsync(stream);

        await world.PublishAsync(new LiveDeleted
        {
            EventId = Guid.CreateVersion7(),
            StreamId = stream.StreamId,
            Sequence = 2,
            OccurredAt = TimeProvider.System.GetUtcNow(),
            Visibility = "unlisted",
        });

        Assert.Equal("deleted", (await waiting.ReceiveAsync("live_ended")).GetProperty("reason").GetString());
    }
}
