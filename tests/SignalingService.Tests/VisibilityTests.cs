using Clockit.Contracts;
using Clockit.SignalingService.Tests.Support;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Tests;

public sealed class VisibilityTests
{
    [Fact]
    public async Task Whoever_may_no_longer_see_a_stream_leaves_its_room_on_every_node_and_the_others_stay()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var (first, second) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(first, stream.Host.Id);
        await host.StartAsync(stream);
        var moderator = await world.ConnectAsync(second, Guid.CreateVersion7(), "viewer", "moderator");
        await moderator.JoinAsync(stream);
        var here = await world.ConnectAsync(first);
        var there = await world.ConnectAsync(second, Guid.CreateVersion7());
        var ids = new[] { (await here.JoinAsync(stream)).ViewerId(), (await there.JoinAsync(stream)).ViewerId() };
        await host.SeeCountAsync(stream, 3);

        await world.HideAsync(stream);
        Assert.Equal("private", (await here.ReceiveAsync("live_ended")).GetProperty("reason").GetString());
        Assert.Equal("private", (await there.ReceiveAsync("live_ended")).GetProperty("reason").GetString());
        string[] left = [(await host.ReceiveAsync("viewer_left")).ViewerId(), (await host.ReceiveAsync("viewer_left")).ViewerId()];
        Assert.Equal(ids.Order(), left.Order());
        await moderator.SeeCountAsync(stream, 1);
        Assert.Equal("stream.not_found", await here.JoinAsync(stream).RefusalAsync());
    }

    [Fact]
    public async Task A_change_that_hides_nothing_takes_nobody_out()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var viewer = await world.ConnectAsync(node);
        await viewer.JoinAsync(stream);

        await world.ShowAsync(stream, StreamVisibilities.Unlisted);
        await world.PublishAsync(new LiveResumed
        {
            EventId = Guid.CreateVersion7(),
            StreamId = stream.StreamId,
            Sequence = 3,
            OccurredAt = TimeProvider.System.GetUtcNow(),
            Visibility = StreamVisibilities.Unlisted,
        });
        await viewer.ReceiveAsync("live_resumed");
    }
}

internal static class VisibilityWorld
{
    public static Task HideAsync(this World world, StreamSummary stream) => world.ShowAsync(stream, StreamVisibilities.Private);

    /// <summary>The creator edits the stream, and StreamService tells of it.</summary>
    public static Task ShowAsync(this World world, StreamSummary stream, string visibility)
    {
        world.Streams.Show(stream, visibility);
        return world.PublishAsync(new LiveVisibilityChanged
        {
            EventId = Guid.CreateVersion7(),
            StreamId = stream.StreamId,
            Sequence = 2,
            OccurredAt = TimeProvider.System.GetUtcNow(),
            Visibility = visibility,
        });
    }
}
