using Clockit.SignalingService.Tests.Support;

namespace Clockit.SignalingService.Tests;

public sealed class JoinAndLeaveTests
{
    [Fact]
    public async Task A_viewer_counts_from_its_join_to_its_leave()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(node);
        Assert.Equal(1, (await watcher.JoinAsync(stream)).ViewerCount());
        var viewer = await world.ConnectAsync(node, Guid.CreateVersion7());

        var joined = await viewer.JoinAsync(stream);

        Assert.Equal(2, joined.ViewerCount());
        Assert.Equal("live", joined.GetProperty("status").GetString());
        Assert.Equal("mesh", joined.GetProperty("media").GetString());
        Assert.Equal(0, joined.GetProperty("iceServers").GetArrayLength());
        var told = await watcher.SeeCountAsync(stream, 2, within: TimeSpan.FromSeconds(2));
        Assert.Equal(2, told.GetProperty("peakViewers").GetInt32());

        await viewer.LeaveAsync(stream);

        told = await watcher.SeeCountAsync(stream, 1, within: TimeSpan.FromSeconds(2));
        Assert.Equal(2, told.GetProperty("peakViewers").GetInt32());
    }

    [Fact]
    public async Task A_viewer_who_disconnects_without_leaving_no_longer_counts()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(node);
        await watcher.JoinAsync(stream);
        var viewer = await world.ConnectAsync(node);
        await viewer.JoinAsync(stream);
        await watcher.SeeCountAsync(stream, 2);

        viewer.Abort();

        await watcher.SeeCountAsync(stream, 1, within: TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Joining_twice_counts_once_and_one_leave_ends_it()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(node);
        await watcher.JoinAsync(stream);
        var viewer = await world.ConnectAsync(node);

        Assert.Equal(2, (await viewer.JoinAsync(stream)).ViewerCount());
        Assert.Equal(2, (await viewer.JoinAsync(stream)).ViewerCount());
        await viewer.LeaveAsync(stream);

        Assert.Equal(1, (await watcher.JoinAsync(stream)).ViewerCount());
    }

    [Fact]
    public async Task Leaving_without_having_joined_changes_nothing()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(node);
        await watcher.JoinAsync(stream);
        var stranger = await world.ConnectAsync(node);

        await stranger.LeaveAsync(stream);
        await stranger.LeaveAsync(stream);

        Assert.Equal(1, (await watcher.JoinAsync(stream)).ViewerCount());
    }

    [Fact]
    public async Task Two_tabs_of_one_account_count_once_until_both_are_closed()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(node);
        await watcher.JoinAsync(stream);
        var account = Guid.CreateVersion7();
        var firstTab = await world.ConnectAsync(node, account);
        var secondTab = await world.ConnectAsync(node, account);

        Assert.Equal(2, (await firstTab.JoinAsync(stream)).ViewerCount());
        Assert.Equal(2, (await secondTab.JoinAsync(stream)).ViewerCount());
        firstTab.Abort();
        await secondTab.LeaveAsync(stream);

        await watcher.SeeCountAsync(stream, 1);
    }

    [Fact]
    public async Task Anonymous_connections_of_one_device_count_once_and_without_a_device_each()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();

        async Task<int> JoinAnonymouslyAsync(string? deviceId) =>
            (await (await world.ConnectAsync(node)).JoinAsync(stream, deviceId)).ViewerCount();

        Assert.Equal(1, await JoinAnonymouslyAsync("device-1"));
        Assert.Equal(1, await JoinAnonymouslyAsync("device-1"));
        Assert.Equal(2, await JoinAnonymouslyAsync("device-2"));
        Assert.Equal(3, await JoinAnonymouslyAsync(null));
        Assert.Equal(4, await JoinAnonymouslyAsync(null));
    }

    [Fact]
    public async Task An_anonymous_viewer_cannot_pass_for_an_account()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var account = Guid.CreateVersion7();
        await (await world.ConnectAsync(node, account)).JoinAsync(stream);

        var joined = await (await world.ConnectAsync(node)).JoinAsync(stream, $"u:{account}");

        Assert.Equal(2, joined.ViewerCount());
    }

    [Fact]
    public async Task The_host_does_not_count()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();

        var host = await world.ConnectAsync(node, stream.Host.Id);
        Assert.Equal(0, (await host.StartAsync(stream)).ViewerCount());
        var secondTab = await world.ConnectAsync(node, stream.Host.Id);

        Assert.Equal(0, (await secondTab.JoinAsync(stream)).ViewerCount());
        Assert.Equal(0, (await host.JoinAsync(stream)).ViewerCount());
    }

    [Fact]
    public async Task A_connection_can_be_in_several_rooms()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var first = world.Streams.Add();
        var second = world.Streams.Add();
        var viewer = await world.ConnectAsync(node);

        Assert.Equal(1, (await viewer.JoinAsync(first)).ViewerCount());
        Assert.Equal(1, (await viewer.JoinAsync(second)).ViewerCount());
        await viewer.LeaveAsync(first);

        var other = await world.ConnectAsync(node);
        Assert.Equal(1, (await other.JoinAsync(first)).ViewerCount());
        Assert.Equal(2, (await other.JoinAsync(second)).ViewerCount());
        viewer.Abort();
        await other.SeeCountAsync(second, 1);
    }

    [Fact]
    public async Task A_connection_can_be_in_no_more_rooms_than_configured()
    {
        await using var world = await World.CreateAsync(settings: ("Signaling:RoomsPerConnection", "2"));
        var node = await world.StartNodeAsync();
        var viewer = await world.ConnectAsync(node);
        var first = world.Streams.Add();
        await viewer.JoinAsync(first);
        await viewer.JoinAsync(world.Streams.Add());

        Assert.Equal("signaling.too_many_rooms", await viewer.JoinAsync(world.Streams.Add()).RefusalAsync());

        await viewer.LeaveAsync(first);
        Assert.Equal(1, (await viewer.JoinAsync(world.Streams.Add())).ViewerCount());
    }

    [Fact]
    public async Task A_stream_that_has_ended_can_be_joined_only_to_learn_so()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "ended");
        var viewer = await world.ConnectAsync(node);

        var joined = await viewer.JoinAsync(stream);

        Assert.Equal("ended", joined.GetProperty("status").GetString());
        Assert.Equal(0, joined.ViewerCount());
    }

    [Fact]
    public async Task Unknown_streams_and_others_private_streams_are_not_found()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(visibility: "private");
        var stranger = await world.ConnectAsync(node, Guid.CreateVersion7());
        var anonymous = await world.ConnectAsync(node);

        Assert.Equal("stream.not_found", await stranger.JoinAsync(stream).RefusalAsync());
        Assert.Equal("stream.not_found", await anonymous.JoinAsync(stream).RefusalAsync());
        Assert.Equal("stream.not_found", await stranger.StartAsync(stream).RefusalAsync());
        Assert.Equal("stream.not_found", await anonymous.InvokeAsync("join_live", new { streamId = Guid.CreateVersion7() }).RefusalAsync());
        Assert.Equal("stream.not_found", await anonymous.InvokeAsync("join_live", new { streamId = "no-uuid" }).RefusalAsync());
        var moderator = await world.ConnectAsync(node, Guid.CreateVersion7(), "moderator");
        Assert.Equal(1, (await moderator.JoinAsync(stream)).ViewerCount());
    }

    [Fact]
    public async Task Neither_joins_nor_leaves_are_told_to_the_audience()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var watcher = await world.ConnectAsync(node);
        await watcher.JoinAsync(stream);
        var viewer = await world.ConnectAsync(node);
        await viewer.JoinAsync(stream);
        await watcher.SeeCountAsync(stream, 2);
        await viewer.LeaveAsync(stream);
        await watcher.SeeCountAsync(stream, 1);

        Assert.All(watcher.Pushes, push => Assert.Equal("viewer_count", push.Target));
    }
}
