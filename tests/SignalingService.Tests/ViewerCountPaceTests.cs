using System.Globalization;
using Clockit.Contracts;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;
using StackExchange.Redis;

namespace Clockit.SignalingService.Tests;

public sealed class ViewerCountPaceTests
{
    [Fact]
    public async Task However_often_a_count_changes_the_room_is_told_once_a_second_and_ends_with_the_right_one()
    {
        await using var world = await World.CreateAsync(settings: [("Signaling:MeshCapacity", "100"), ("Presence:DevicesPerAddress", "100000")]);
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add();
        var watcher = await world.ConnectAsync(left);
        await watcher.JoinAsync(stream);
        await watcher.SeeCountAsync(stream, 1);
        using var http = world.CreateHttpClient(right);
        var start = TimeProvider.System.GetTimestamp();
        var changes = 0;
        while (TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(4))
        {
            await http.BeginViewAsync(stream, changes.ToString(CultureInfo.InvariantCulture));
            changes++;
        }

        var last = 1 + changes;
        await watcher.SeeCountAsync(stream, last);

        var told = watcher.Pushes.Where(push => push.Target == "viewer_count").ToList();
        var seconds = TimeProvider.System.GetElapsedTime(told[0].Timestamp, told[^1].Timestamp).TotalSeconds;
        // Deliveries may bunch by some milliseconds; their number over the whole time may not.
        Assert.InRange(told.Count, 3, (int)Math.Ceiling(seconds) + 1);
        Assert.True(changes > told.Count, $"Only {changes} changes: nothing had to be gathered.");
        Assert.Equal(last, told[^1].Argument.ViewerCount());
        Assert.Equal(last, told[^1].Argument.GetProperty("peakViewers").GetInt32());
    }

    [Fact]
    public async Task The_bus_is_told_at_its_own_pace_and_ends_with_the_right_numbers()
    {
        await using var world = await World.CreateAsync(ownBus: true, settings: ("Presence:EventInterval", "00:00:02"));
        var (left, right) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        await using var events = await EventSubscriber.StartAsync<ViewerCountChanged>(world.Settings["ConnectionStrings:messaging"]);
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(left);
        using var other = world.CreateHttpClient(right);

        await http.BeginViewAsync(stream, "one");
        var first = await events.ReceiveAsync();
        foreach (var device in new[] { "two", "three", "four" })
        {
            await http.BeginViewAsync(stream, device);
        }

        await other.EndViewAsync(stream, "three");
        await other.EndViewAsync(stream, "four");
        await other.BeginViewAsync(stream, "three");
        await other.EndViewAsync(stream, "three");
        var second = await events.ReceiveAsync();

        Assert.Equal(stream.StreamId, first.Event.StreamId);
        Assert.Equal((1, 1, 1), (first.Event.ViewerCount, first.Event.PeakViewers, first.Event.TotalViews));
        Assert.True(second.Event.Sequence > first.Event.Sequence);
        Assert.Equal((2, 4, 4), (second.Event.ViewerCount, second.Event.PeakViewers, second.Event.TotalViews));
        Assert.True(second.At - first.At > TimeSpan.FromSeconds(1), $"Only {second.At - first.At} apart.");
        Assert.NotEqual(first.Event.EventId, second.Event.EventId);
    }

    [Fact]
    public async Task The_sequence_goes_on_rising_after_Redis_lost_everything()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.CreateAsync(
            ownBus: true, redis: await redis.ConnectionStringAsync(), settings: [("Presence:EventInterval", "00:00:00.1"), ("Presence:Beat", "00:00:00.5")]);
        var node = await world.StartNodeAsync();
        await using var events = await EventSubscriber.StartAsync<ViewerCountChanged>(world.Settings["ConnectionStrings:messaging"]);
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(node);
        long last = 0;
        foreach (var device in new[] { "one", "two", "three" })
        {
            await http.BeginViewAsync(stream, device);
            var told = await events.ReceiveAsync();
            Assert.True(told.Event.Sequence > last);
            last = told.Event.Sequence;
        }

        using (var connection = await ConnectionMultiplexer.ConnectAsync(await redis.ConnectionStringAsync()))
        {
            await connection.GetDatabase().ExecuteAsync("FLUSHALL");
        }

        await http.BeginViewAsync(stream, "four");
        var first = await events.ReceiveAsync();
        Assert.Equal(1, first.Event.ViewerCount);
        // Subscribers drop what is not above what they have.
        Assert.True(first.Event.Sequence > last, $"{first.Event.Sequence} after {last}");
    }

    [Fact]
    public async Task The_end_of_a_stream_gives_the_bus_its_last_numbers()
    {
        await using var world = await World.CreateAsync(ownBus: true, settings: ("Presence:EventInterval", "00:00:00.2"));
        var node = await world.StartNodeAsync();
        await using var events = await EventSubscriber.StartAsync<ViewerCountChanged>(world.Settings["ConnectionStrings:messaging"]);
        var stream = world.Streams.Add();
        using var http = world.CreateHttpClient(node);
        await http.BeginViewAsync(stream, "one");
        await http.BeginViewAsync(stream, "two");

        await world.PublishAsync(Streams.Ended(stream, sequence: 2));

        ViewerCountChanged last;
        do
        {
            last = (await events.ReceiveAsync()).Event;
        }
        while (last.ViewerCount > 0);
        Assert.Equal((0, 2, 2), (last.ViewerCount, last.PeakViewers, last.TotalViews));
    }
}
