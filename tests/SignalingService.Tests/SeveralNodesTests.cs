using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class SeveralNodesTests
{
    [Fact]
    public async Task Viewers_on_two_nodes_are_counted_together()
    {
        await using var world = await World.CreateAsync();
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var account = Guid.CreateVersion7();
        var onLeft = await world.ConnectAsync(left, account);
        await onLeft.JoinAsync(stream);

        var onRight = await world.ConnectAsync(right);
        Assert.Equal(2, (await onRight.JoinAsync(stream)).ViewerCount());
        var sameAccount = await world.ConnectAsync(right, account);
        Assert.Equal(2, (await sameAccount.JoinAsync(stream)).ViewerCount());
        await onLeft.SeeCountAsync(stream, 2, within: TimeSpan.FromSeconds(2));
        using var http = world.CreateHttpClient(right);
        Assert.Equal(3, await http.BeginViewAsync(stream, "no-hub"));
        await onLeft.SeeCountAsync(stream, 3, within: TimeSpan.FromSeconds(2));

        onRight.Abort();
        await onLeft.SeeCountAsync(stream, 2, within: TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Peers_on_two_nodes_find_each_other()
    {
        await using var world = await World.CreateAsync();
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(left, stream.Host.Id);
        var hostId = (await host.StartAsync(stream)).ViewerId();
        var viewer = await world.ConnectAsync(right);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();

        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_joined")).ViewerId());
        await host.InvokeAsync("live_offer", new { streamId = stream.StreamId, to = viewerId, offer = new { type = "offer", sdp = "v=0" } });
        Assert.Equal(hostId, (await viewer.ReceiveAsync("live_offer")).GetProperty("from").GetString());
        await viewer.InvokeAsync("live_answer", new { streamId = stream.StreamId, to = hostId, answer = new { type = "answer", sdp = "v=0" } });
        Assert.Equal(viewerId, (await host.ReceiveAsync("live_answer")).GetProperty("from").GetString());
        viewer.Abort();
        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_left")).ViewerId());
    }

    [Fact]
    public async Task A_killed_nodes_viewers_stop_counting_and_the_broadcaster_is_told()
    {
        await using var world = await World.CreateAsync(settings: [("Presence:NodeLease", "00:00:02"), ("Presence:Beat", "00:00:00.5")]);
        var node = await world.StartNodeAsync();
        await using var doomed = await NodeProcess.StartAsync(world.Settings);
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var survivor = await world.ConnectAsync(node);
        await survivor.JoinAsync(stream);
        await host.ReceiveAsync("viewer_joined");
        await using var victim = await HubClient.ConnectAsync(doomed.Hub);
        var victimId = (await victim.JoinAsync(stream)).ViewerId();
        await survivor.SeeCountAsync(stream, 2);

        await doomed.KillAsync();

        await survivor.SeeCountAsync(stream, 1, within: TimeSpan.FromSeconds(30));
        Assert.Equal(victimId, (await host.ReceiveAsync("viewer_left")).ViewerId());
    }

    [Fact]
    public async Task A_killed_nodes_broadcaster_interrupts_its_stream()
    {
        await using var world = await World.CreateAsync(settings:
            [("Presence:NodeLease", "00:00:02"), ("Presence:Beat", "00:00:00.5"), ("Presence:BroadcasterPatience", "00:00:00.2")]);
        await world.StartNodeAsync();
        await using var doomed = await NodeProcess.StartAsync(world.Settings);
        var stream = world.Streams.Add();
        await using var host = await HubClient.ConnectAsync(doomed.Hub, world.TokenOf(stream.Host.Id));
        await host.StartAsync(stream);

        await doomed.KillAsync();

        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted", within: TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_node_that_was_only_taken_for_dead_puts_its_viewers_back()
    {
        await using var world = await World.CreateAsync(settings: [("Presence:NodeLease", "00:00:02"), ("Presence:Beat", "00:00:00.5")]);
        var node = await world.StartNodeAsync();
        await using var frozen = await NodeProcess.StartAsync(world.Settings);
        var stream = world.Streams.Add();
        var survivor = await world.ConnectAsync(node);
        await survivor.JoinAsync(stream);
        await using var guest = await HubClient.ConnectAsync(frozen.Hub);
        await guest.JoinAsync(stream);
        await survivor.SeeCountAsync(stream, 2);

        frozen.Freeze();
        await survivor.SeeCountAsync(stream, 1, within: TimeSpan.FromSeconds(30));
        frozen.Thaw();

        await survivor.SeeCountAsync(stream, 2, within: TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_node_that_stops_takes_its_viewers_along_at_once()
    {
        await using var world = await World.CreateAsync();
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(left);
        await watcher.JoinAsync(stream);
        await (await world.ConnectAsync(right)).JoinAsync(stream);
        await watcher.SeeCountAsync(stream, 2);

        await right.DisposeAsync();

        await watcher.SeeCountAsync(stream, 1, within: TimeSpan.FromSeconds(10));
    }
}
