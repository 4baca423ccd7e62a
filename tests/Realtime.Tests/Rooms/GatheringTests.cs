using Clockit.Realtime.Brokers;
using Clockit.Realtime.Tests.Sockets;
using Clockit.Realtime.Tests.Specs;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.Realtime.Tests.Rooms;

public sealed class GatheringTests(RedisServer redis)
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task A_quiet_room_delivers_at_once_and_a_busy_one_in_one_frame_per_tick()
    {
        // A tick longer than the test may take: what comes before it cannot have waited for it.
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.Tick = TimeSpan.FromMilliseconds(900));
        using var publishes = host.Measure("clockit.realtime.publishes");
        await using var client = await HubClient.ConnectAsync(host.Hub);
        await client.InvokeAsync("join", "room");
        var start = TimeProvider.System.GetTimestamp();

        await host.Context.Clients.Group("room").SendAsync("said", 0);
        await client.ReceiveAsync("said");
        var first = TimeProvider.System.GetElapsedTime(start);
        for (var i = 1; i <= 20; i++)
        {
            await host.Context.Clients.Group("room").SendAsync("said", i);
        }

        for (var i = 1; i <= 20; i++)
        {
            Assert.Equal(i, (await client.ReceiveAsync("said")).GetInt32());
        }

        Assert.True(first < TimeSpan.FromMilliseconds(800), $"The first took {first}.");
        Assert.Equal([1, 20], client.MessagesPerFrame.TakeLast(2));
        await Eventually.TrueAsync(() => publishes.Sum == 2);
    }

    [Fact]
    public async Task A_message_that_comes_alone_is_followed_a_little_sooner_than_a_batch()
    {
        var time = new FakeTimeProvider();
        using var node = new TestNode(new MemoryBroker(new MemoryBackplane()), _prefix, options => options.Tick = TimeSpan.FromMilliseconds(100), time);
        var reader = await node.ConnectAsync(groups: "room");
        Task SayAsync(string text) => node.Manager.SendGroupAsync("room", "said", [text]);

        await SayAsync("alone");
        Assert.Equal("said(alone)", await reader.ReadAsync());
        await SayAsync("one");
        await SayAsync("two");
        time.Advance(TimeSpan.FromMilliseconds(79));
        Assert.True(reader.IsQuiet());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("said(one)", await reader.ReadAsync());
        Assert.Equal("said(two)", await reader.ReadAsync());

        await SayAsync("three");
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.True(reader.IsQuiet());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("said(three)", await reader.ReadAsync());
    }

    [Fact]
    public async Task Everybody_in_a_large_room_gets_everything_in_order_however_many_turns_it_takes()
    {
        using var node = new TestNode(new MemoryBroker(new MemoryBackplane()), _prefix, options => options.Tick = TimeSpan.FromMilliseconds(5));
        var readers = await Task.WhenAll(Enumerable.Range(0, 1_201).Select(_ => node.ConnectAsync(groups: "room")));

        for (var i = 0; i < 100; i++)
        {
            await node.Manager.SendGroupAsync("room", "said", [$"{i}"]);
            if (i % 10 == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5));
            }
        }

        foreach (var reader in readers)
        {
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal($"said({i})", await reader.ReadAsync());
            }
        }
    }

    [Fact]
    public async Task Of_a_counters_values_in_one_tick_the_newest_is_delivered_here_and_there()
    {
        static void Configure(RealtimeOptions options)
        {
            options.Tick = TimeSpan.FromMilliseconds(300);
            options.Latest("count", arguments => arguments[0]!.ToString()![..1]);
        }

        await using var a = await HubHost.StartAsync(redis, _prefix, Configure);
        await using var b = await HubHost.StartAsync(redis, _prefix, Configure);
        await using var here = await HubClient.ConnectAsync(a.Hub);
        await using var there = await HubClient.ConnectAsync(b.Hub);
        await here.InvokeAsync("join", "room");
        await there.InvokeAsync("join", "room");

        foreach (var value in (string[])["a0", "a1", "b0", "a2", "b1"])
        {
            await a.Context.Clients.Group("room").SendAsync("count", value);
        }

        await a.Context.Clients.Group("room").SendAsync("said", "end");

        foreach (var client in (HubClient[])[here, there])
        {
            await client.ReceiveAsync("said");
            var counts = client.Pushes.Where(push => string.Equals(push.Target, "count", StringComparison.Ordinal))
                .Select(push => push.Argument.GetString()).ToArray();
            Assert.Equal("a2", counts.Last(count => count![0] == 'a'));
            Assert.Equal("b1", counts.Last(count => count![0] == 'b'));
            // Two deliveries, of two counters at most.
            Assert.InRange(counts.Length, 2, 4);
        }
    }

    [Fact]
    public async Task An_empty_rooms_subscription_outlives_its_last_member_for_a_while_only()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.UnsubscribeDelay = TimeSpan.FromSeconds(1));
        var connection = await redis.ConnectAsync();
        var channel = $"{_prefix}TestHub:room:room";
        var client = await HubClient.ConnectAsync(host.Hub);
        Assert.Equal(0, await SubscribersAsync());

        await client.InvokeAsync("join", "room");
        Assert.Equal(1, await SubscribersAsync());
        await client.DisposeAsync();
        Assert.Equal(1, await SubscribersAsync());

        await Eventually.TrueAsync(async () => await SubscribersAsync() == 0);
        await using var again = await HubClient.ConnectAsync(host.Hub);
        await again.InvokeAsync("join", "room");
        Assert.Equal(1, await SubscribersAsync());
        connection.Dispose();

        async Task<long> SubscribersAsync() =>
            (long)((StackExchange.Redis.RedisResult[])(await connection.GetDatabase().ExecuteAsync("PUBSUB", "NUMSUB", channel))!)[1];
    }

    [Fact]
    public async Task A_room_that_holds_too_much_holds_its_senders_until_it_has_delivered()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options =>
        {
            options.Tick = TimeSpan.FromMilliseconds(300);
            options.MaxGatheredBytes = 1000;
        });
        await using var client = await HubClient.ConnectAsync(host.Hub);
        await client.InvokeAsync("join", "room");
        var room = host.Context.Clients.Group("room");
        await room.SendAsync("said", "first");

        var small = room.SendAsync("said", "small");
        var large = room.SendAsync("said", new string('x', 2000));

        Assert.True(small.IsCompletedSuccessfully);
        Assert.False(large.IsCompleted);
        await large.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("first", (await client.ReceiveAsync("said")).GetString());
        Assert.Equal("small", (await client.ReceiveAsync("said")).GetString());
        Assert.Equal(2000, (await client.ReceiveAsync("said")).GetString()!.Length);
    }
}
