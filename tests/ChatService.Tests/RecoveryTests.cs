using System.Text.Json;
using Clockit.ChatService.Tests.Support;
using Clockit.Testing;
using StackExchange.Redis;

namespace Clockit.ChatService.Tests;

/// <summary>A reader sees every message once and in order, or is told that it cannot, whatever happens in between.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Everyone_on_two_nodes_sees_every_message_of_both_once_and_in_one_order()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var other = await world.StartServerAsync();
        var stream = world.Live();
        var (first, _) = await world.Anonymous().JoinAsync(stream);
        var (second, _) = await world.Anonymous(other).JoinAsync(stream);
        var writers = new[] { world.Person("ann"), world.Person("bob", at: other) };

        await Task.WhenAll(writers.Select(async writer =>
        {
            for (var i = 0; i < 200; i++)
            {
                await writer.SayAsync(stream, $"{writer.Username} {i}");
            }
        }));

        Assert.Equal(Offsets(1, 400), await ReceiveAsync(first, 400));
        Assert.Equal(Offsets(1, 400), await ReceiveAsync(second, 400));
    }

    [Fact]
    public async Task Busy_nodes_tell_each_other_of_few_messages_and_still_see_all_of_them()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var other = await world.StartServerAsync();
        var stream = world.Live();
        var (first, _) = await world.Anonymous().JoinAsync(stream);
        var (second, _) = await world.Anonymous(other).JoinAsync(stream);
        using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis);
        var signals = 0;
        await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal($"{world.KeyPrefix}:{stream}"), (_, _) => Interlocked.Increment(ref signals));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async index =>
        {
            var writer = world.Person($"writer{index}", at: index % 2 == 0 ? world.Server : other);
            for (var i = 0; i < 30; i++)
            {
                await writer.SayAsync(stream, $"{i}");
            }
        }));

        Assert.Equal(Offsets(1, 600), await ReceiveAsync(first, 600));
        Assert.Equal(Offsets(1, 600), await ReceiveAsync(second, 600));
        Assert.InRange(Volatile.Read(ref signals), 2, 60);
    }

    [Fact]
    public async Task What_a_node_accepts_without_a_word_is_found_by_the_others_at_once()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var other = await world.StartServerAsync();
        var stream = world.Live();
        var (hub, _) = await world.Anonymous(other).JoinAsync(stream);
        var ann = world.Person("ann");
        var slowest = TimeSpan.Zero;

        // Within each silence of the node there are messages soon after its announcement and long after it.
        for (var i = 1; i <= 30; i++)
        {
            await ann.SayAsync(stream, $"{i}");
            var said = TimeProvider.System.GetTimestamp();
            Assert.Equal(i, (await hub.ReceiveAsync("live_comment_added")).Offset());
            var took = TimeProvider.System.GetElapsedTime(said);
            slowest = took > slowest ? took : slowest;
        }

        // Without the others' looking again, each silence would end in their patrol, which is seconds away.
        Assert.True(slowest < TimeSpan.FromSeconds(2), $"One took {slowest}.");
    }

    [Fact]
    public async Task Whoever_joins_while_messages_flow_sees_each_once_and_in_order()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var other = await world.StartServerAsync();
        var stream = world.Live();
        using var stop = new CancellationTokenSource();
        var writing = Task.WhenAll(new[] { world.Person("ann"), world.Person("bob", at: other) }.Select(async writer =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                await writer.SayAsync(stream, $"{count}");
            }

            return count;
        }));

        var joined = new List<(HubClient Hub, JsonElement Answer)>();
        for (var i = 0; i < 20; i++)
        {
            joined.Add(await world.Anonymous(i % 2 == 0 ? world.Server : other).JoinAsync(stream));
        }

        await stop.CancelAsync();
        var total = (await writing).Sum();

        Assert.Contains(joined, entry => entry.Answer.Offset() > 0);
        foreach (var (hub, answer) in joined)
        {
            var at = answer.Offset();
            Assert.Equal(Offsets(Math.Max(1, at - 49), at), answer.Offsets());
            Assert.Equal(Offsets(at + 1, total), await ReceiveAsync(hub, (int)(total - at)));
        }
    }

    [Fact]
    public async Task Whoever_comes_back_gets_exactly_what_it_missed_on_whichever_node()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var other = await world.StartServerAsync();
        var stream = world.Live();
        var ann = world.Person("ann");
        await ann.SayAsync(stream, "1");
        var (hub, joined) = await world.Anonymous().JoinAsync(stream);
        hub.Abort();
        // More than a feed remembers, so that the store must be asked.
        for (var i = 2; i <= 301; i++)
        {
            await ann.SayAsync(stream, $"{i}");
        }

        var since = new { epoch = joined.Text("epoch"), offset = joined.Offset() };
        var (back, rejoined) = await world.Anonymous(other).JoinAsync(stream, since);
        var (_, upToDate) = await world.Anonymous(other).JoinAsync(stream, new { epoch = since.epoch, offset = 301 });
        await ann.SayAsync(stream, "302");

        Assert.True(rejoined.GetProperty("recovered").GetBoolean());
        Assert.Equal(Offsets(2, 301), rejoined.Offsets());
        Assert.Equal(Offsets(302, 302), await ReceiveAsync(back, 1));
        Assert.True(upToDate.GetProperty("recovered").GetBoolean());
        Assert.Empty(upToDate.Offsets());
    }

    [Fact]
    public async Task Whoever_missed_too_much_or_comes_from_elsewhere_starts_from_the_newest_page()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false"), ("Chat:RecoverableMessages", "10"), ("Chat:MessagesPerRoom", "100")]);
        var stream = world.Live();
        var ann = world.Person("ann");
        for (var i = 1; i <= 120; i++)
        {
            await ann.SayAsync(stream, $"{i}");
        }

        var epoch = (await ann.ReadAsync(stream)).Text("epoch");
        var positions = new object[]
        {
            new { epoch = "another", offset = 118 },
            new { epoch, offset = 121 },
            new { epoch, offset = 19 },
        };
        foreach (var since in positions)
        {
            var (_, answer) = await world.Anonymous().JoinAsync(stream, since);
            Assert.False(answer.GetProperty("recovered").GetBoolean());
            Assert.Equal(Offsets(71, 120), answer.Offsets());
        }
    }

    [Fact]
    public async Task A_room_whose_history_was_lost_has_a_new_epoch_and_goes_on_counting_for_those_who_are_there()
    {
        await using var world = await World.StartAsync();
        var stream = world.Live();
        var ann = world.Person("ann");
        for (var i = 1; i <= 3; i++)
        {
            await ann.SayAsync(stream, $"{i}");
        }

        var (hub, joined) = await world.Anonymous().JoinAsync(stream);
        await DeleteRoomAsync(world, stream);

        var next = await ann.SayAsync(stream, "after");
        var seen = await hub.ReceiveAsync("live_comment_added");
        var (_, rejoined) = await world.Anonymous().JoinAsync(stream, new { epoch = joined.Text("epoch"), offset = joined.Offset() });

        Assert.Equal(4, next.Offset());
        Assert.Equal(4, seen.Offset());
        Assert.False(rejoined.GetProperty("recovered").GetBoolean());
        Assert.NotEqual(joined.Text("epoch"), rejoined.Text("epoch"), StringComparer.Ordinal);
        Assert.Equal(["after"], rejoined.Texts());
    }

    [Fact]
    public async Task Redis_killed_and_started_again_still_has_every_message_that_was_acknowledged()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.StartAsync(redis, ("Limits:Enabled", "false"));
        var stream = world.Live();
        var ann = world.Person("ann");
        var (hub, joined) = await world.Anonymous().JoinAsync(stream);
        var acknowledged = new List<string>();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                using var response = await ann.PostAsync(Paths.Chat(stream), new { message = $"{i}", clientId = $"{i}" });
                if ((int)response.StatusCode != 201)
                {
                    return (int)response.StatusCode;
                }

                acknowledged.Add($"{i}");
            }
        });
        await Eventually.TrueAsync(() => acknowledged.Count > 100, TimeSpan.FromSeconds(60));

        await redis.KillAsync();
        Assert.Equal(503, await writing);
        await ann.PostAsync(Paths.Chat(stream), new { message = "down" }).ShouldBeProblemAsync(503, "service.unavailable");
        await redis.StartAsync();
        await world.Server.ReadyAsync();

        var (_, rejoined) = await world.Anonymous().JoinAsync(stream, new { epoch = joined.Text("epoch"), offset = joined.Offset() });
        Assert.True(rejoined.GetProperty("recovered").GetBoolean());
        Assert.Empty(acknowledged.Except(rejoined.Texts(), StringComparer.Ordinal));
        var resent = await ann.SayAsync(stream, acknowledged[^1], clientId: acknowledged[^1]);
        Assert.Contains(resent.Offset(), rejoined.Offsets());

        // Who was connected all the while gets what comes now, and everything before it, once and in order.
        var last = await ann.SayAsync(stream, "after");
        Assert.Equal(Offsets(1, last.Offset()), await ReceiveAsync(hub, (int)last.Offset()));
    }

    [Fact]
    public async Task After_Redis_lost_everything_readers_who_stayed_get_what_a_node_without_audience_accepts()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.StartAsync(redis, ("Limits:Enabled", "false"));
        var empty = await world.StartServerAsync();
        var stream = world.Stream(createdAt: TimeProvider.System.GetUtcNow().AddHours(-1)).StreamId;
        var ann = world.Person("ann");
        var (reader, _) = await world.Anonymous().JoinAsync(stream);
        foreach (var i in Enumerable.Range(0, 20))
        {
            await ann.SayAsync(stream, $"before {i}");
        }

        await reader.ReceiveAsync("live_comment_added", added => added.Text("comment") == "before 19");
        await using (var inside = await RedisOf.ConnectAsync(world))
        {
            await inside.Database.ExecuteAsync("FLUSHALL");
        }

        var elsewhere = world.Person("bob", at: empty);
        await elsewhere.SayAsync(stream, "after");

        await reader.ReceiveAsync("live_comment_added", added => added.Text("comment") == "after");
        var (_, joined) = await world.Anonymous().JoinAsync(stream);
        Assert.Equal(["after"], joined.Texts());
    }

    [Fact]
    public async Task What_a_node_could_not_hear_of_acts_there_as_soon_as_it_hears_again()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.StartAsync(redis);
        var deaf = await world.StartServerAsync();
        var host = world.Person("host");
        var stream = world.Live(host);
        var mallory = world.Person("mallory", at: deaf);
        var (hers, _) = await mallory.JoinAsync(stream);
        var (reader, _) = await world.Anonymous(deaf).JoinAsync(stream);
        var message = await host.SayAsync(stream, "oops");
        await reader.ReceiveAsync("live_comment_added");
        await using var inside = await RedisOf.ConnectAsync(world);

        using (var moderated = new CancellationTokenSource())
        {
            var cutting = CutSubscriptionsAsync(inside, moderated.Token);
            using var banned = await host.PostAsync(Paths.Bans(stream), new { userId = mallory.Id });
            using var deleted = await host.DeleteAsync(Paths.Message(stream, message));
            using var changed = await host.PutAsync(Paths.Settings(stream), new { slowModeSeconds = 60 });
            await banned.ShouldBeAsync(201);
            await deleted.ShouldBeAsync(204);
            await changed.ShouldBeAsync(200);
            await moderated.CancelAsync();
            await cutting;
        }

        Assert.Equal(mallory.Id.ToString(), (await reader.ReceiveAsync("chat_user_moderated")).Text("userId"));
        Assert.Equal(message.Text("id"), (await reader.ReceiveAsync("live_comment_deleted")).Text("id"));
        await reader.ReceiveAsync("chat_settings_changed", changed => changed.GetProperty("settings").GetProperty("slowModeSeconds").GetInt32() == 60);
        await host.SayAsync(stream, "not for her");
        await reader.ReceiveAsync("live_comment_added", added => added.Text("comment") == "not for her");
        Assert.DoesNotContain(hers.Pushes, push => push.Target == "live_comment_added" && push.Argument.Text("comment") == "not for her");
    }

    [Fact]
    public async Task While_Redis_is_frozen_calls_are_refused_in_time_and_afterwards_all_goes_on()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.StartAsync(redis);
        var stream = world.Live();
        var ann = world.Person("ann");
        var (hub, _) = await ann.JoinAsync(stream);
        await ann.SayAsync(stream, "before");
        await hub.ReceiveAsync("live_comment_added");

        await redis.PauseAsync();
        var refused = await Assert.ThrowsAsync<HubInvocationException>(() =>
            hub.InvokeAsync("live_comment", new { streamId = stream, comment = "frozen", clientId = "c" }));
        await redis.ResumeAsync();

        Assert.Equal("service.unavailable", refused.Code);
        await world.Server.ReadyAsync();
        var accepted = await hub.InvokeAsync("live_comment", new { streamId = stream, comment = "frozen", clientId = "c" });
        var after = await hub.ReceiveAsync("live_comment_added");
        // Whether Redis took the refused one when it woke up or the repeated one: it is there once.
        Assert.Equal(2, accepted.Offset());
        Assert.Equal(accepted.Text("id"), after.Text("id"));
        Assert.Equal(["before", "frozen"], (await ann.ReadAsync(stream)).Texts());
    }

    [Fact]
    public async Task A_node_that_ends_takes_nothing_with_it()
    {
        await using var world = await World.StartAsync();
        var other = await world.StartServerAsync();
        var stream = world.Live();
        var (hub, joined) = await world.Anonymous(other).JoinAsync(stream);
        var sent = await world.Person("ann", at: other).SayAsync(stream, "hello");
        await other.DisposeAsync();
        await hub.Closed.WaitAsync(TimeSpan.FromSeconds(10));

        var (_, rejoined) = await world.Anonymous().JoinAsync(stream, new { epoch = joined.Text("epoch"), offset = joined.Offset() });

        Assert.True(rejoined.GetProperty("recovered").GetBoolean());
        Assert.Equal(sent.Text("id"), Assert.Single(rejoined.GetProperty("messages").EnumerateArray()).Text("id"));
    }

    private static long[] Offsets(long from, long to) => [.. Enumerable.Range(0, (int)Math.Max(0, to - from + 1)).Select(i => from + i)];

    private static async Task<long[]> ReceiveAsync(HubClient hub, int count)
    {
        var offsets = new long[count];
        for (var i = 0; i < count; i++)
        {
            offsets[i] = (await hub.ReceiveAsync("live_comment_added")).Offset();
        }

        // Whatever came twice would wait behind them.
        Assert.Equal(0, hub.Waiting("live_comment_added"));
        return offsets;
    }

    /// <summary>Ends every subscription that any node has, again and again.</summary>
    private static async Task CutSubscriptionsAsync(RedisOf redis, CancellationToken stop)
    {
        do
        {
            await redis.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }
        while (!stop.IsCancellationRequested);
    }

    private static async Task DeleteRoomAsync(World world, Guid stream)
    {
        await using var redis = await RedisOf.ConnectAsync(world);
        string[] keys = ["room", "log", "ids", "clients"];
        await redis.Database.KeyDeleteAsync([.. keys.Select(key => redis.Key(stream, key))]);
    }
}
