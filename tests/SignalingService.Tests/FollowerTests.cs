using System.Text.Json;
using Clockit.SignalingService.Application.Lifecycle;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class FollowerTests
{
    [Fact]
    public async Task Followers_are_told_on_every_connection_of_every_node_beside_what_everyone_is_told()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var (fan, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        world.Issuer.Followers[stream.Host.Id] = [Guid.CreateVersion7(), fan, Guid.CreateVersion7()];
        HubClient[] fans = [await world.ConnectAsync(left, fan), await world.ConnectAsync(left, fan), await world.ConnectAsync(right, fan)];
        HubClient[] others = [await world.ConnectAsync(left, other), await world.ConnectAsync(right), await world.ConnectAsync(right, stream.Host.Id)];

        await world.PublishAsync(Streams.Started(stream, sequence: 1));
        foreach (var connection in fans)
        {
            var told = await connection.ReceiveAsync("live_started", IsAddressed);
            Assert.True(told.IsOf(stream));
            Assert.Equal("A stream", told.GetProperty("title").GetString());
            Assert.Equal(stream.Host.Id, told.GetProperty("host").GetProperty("id").GetGuid());
            Assert.Equal(stream.StartedAt, told.GetProperty("startedAt").GetDateTimeOffset());
        }

        await world.PublishAsync(Streams.Ended(stream, sequence: 2));
        foreach (var connection in fans.Concat(others))
        {
            await connection.ReceiveAsync("live_ended");
        }

        Assert.All(fans, connection => Assert.Equal([false, true], Starts(connection).Order()));
        Assert.All(others, connection => Assert.Equal([false], Starts(connection)));
        Assert.All(world.Issuer.FollowerReads, read => Assert.Equal(StreamDirectoryHost.ServiceKey, read.ServiceKey));
    }

    [Theory]
    [InlineData("private")]
    [InlineData("unlisted")]
    public async Task The_start_of_a_stream_that_is_not_public_is_told_to_no_follower(string visibility)
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var fan = Guid.CreateVersion7();
        var hidden = world.Streams.Add(visibility: visibility);
        var open = world.Streams.Add(hidden.Host.Id);
        world.Issuer.Followers[hidden.Host.Id] = [fan];
        var connection = await world.ConnectAsync(node, fan);

        await world.PublishAsync(Streams.Started(hidden, sequence: 1));
        await world.PublishAsync(Streams.Started(open, sequence: 1));

        Assert.True((await connection.ReceiveAsync("live_started", IsAddressed)).IsOf(open));
        Assert.All(connection.Pushes, push => Assert.True(push.Argument.IsOf(open)));
        Assert.Single(world.Issuer.FollowerReads);
    }

    [Fact]
    public async Task Everyone_is_told_at_once_and_followers_when_the_gateway_answers_again()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var fan = Guid.CreateVersion7();
        var stream = world.Streams.Add();
        world.Issuer.Followers[stream.Host.Id] = [fan];
        world.Issuer.FollowersDownFor = 3;
        var connection = await world.ConnectAsync(node, fan);

        await world.PublishAsync(Streams.Started(stream, sequence: 1));

        Assert.False(IsAddressed(await connection.ReceiveAsync("live_started")));
        Assert.True((await connection.ReceiveAsync("live_started", IsAddressed)).IsOf(stream));
        Assert.Equal(4, world.Issuer.FollowerReads.Count);
    }

    [Fact]
    public async Task A_gateway_that_stays_away_costs_the_followers_only()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var fan = Guid.CreateVersion7();
        var (unlucky, lucky) = (world.Streams.Add(), world.Streams.Add());
        world.Issuer.Followers[unlucky.Host.Id] = world.Issuer.Followers[lucky.Host.Id] = [fan];
        world.Issuer.FollowersDownFor = 5;
        var connection = await world.ConnectAsync(node, fan);

        await world.PublishAsync(Streams.Started(unlucky, sequence: 1));
        Assert.False(IsAddressed(await connection.ReceiveAsync("live_started")));
        await Eventually.TrueAsync(() => world.Issuer.FollowersDownFor == 0, within: TimeSpan.FromSeconds(20));
        await world.PublishAsync(Streams.Ended(unlucky, sequence: 2));
        Assert.True((await connection.ReceiveAsync("live_ended")).IsOf(unlucky));
        await world.PublishAsync(Streams.Started(lucky, sequence: 1));
        Assert.True((await connection.ReceiveAsync("live_started", IsAddressed)).IsOf(lucky));
    }

    [Fact]
    public async Task Many_followers_are_told_page_by_page_and_no_more_than_the_bound()
    {
        await using var world = await World.CreateAsync(ownBus: true);
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var fans = Enumerable.Range(0, FollowerNotices.MaxTold + 1500).Select(_ => Guid.CreateVersion7()).ToList();
        world.Issuer.Followers[stream.Host.Id] = fans;
        var first = await world.ConnectAsync(left, fans[0]);
        var last = await world.ConnectAsync(right, fans[FollowerNotices.MaxTold - 1]);
        var beyond = await world.ConnectAsync(right, fans[FollowerNotices.MaxTold]);

        await world.PublishAsync(Streams.Started(stream, sequence: 1));

        await first.ReceiveAsync("live_started", IsAddressed);
        await last.ReceiveAsync("live_started", IsAddressed, TimeSpan.FromSeconds(60));
        var next = world.Streams.Add();
        world.Issuer.Followers[next.Host.Id] = [fans[FollowerNotices.MaxTold]];
        await world.PublishAsync(Streams.Started(next, sequence: 1));
        Assert.True((await beyond.ReceiveAsync("live_started", IsAddressed)).IsOf(next));
        Assert.Equal(FollowerNotices.MaxTold / 1000, world.Issuer.FollowerReads.Count - 1);
    }

    private static bool IsAddressed(JsonElement started) => started.TryGetProperty("following", out var following) && following.GetBoolean();

    private static IEnumerable<bool> Starts(HubClient connection) =>
        connection.Pushes.Where(push => push.Target == "live_started").Select(push => IsAddressed(push.Argument));
}
