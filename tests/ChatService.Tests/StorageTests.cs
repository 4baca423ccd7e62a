using Clockit.ChatService.Tests.Support;
using Clockit.Testing;

namespace Clockit.ChatService.Tests;

/// <summary>What a message costs in Redis, and that it does not cost more and more.</summary>
public sealed class StorageTests
{
    [Fact]
    public async Task An_accepted_message_is_one_script()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.StartAsync(redis);
        var ann = world.Person("ann");
        var stream = world.Live();
        await ann.SayAsync(stream, "the script is known from now on");
        await using var inside = await RedisOf.ConnectAsync(world);
        var (before, sent) = (await inside.CallsAsync("evalsha"), await inside.CallsAsync("eval"));

        for (var i = 0; i < 20; i++)
        {
            await ann.SayAsync(stream, $"{i}", clientId: $"{i}");
        }

        Assert.Equal(20, await inside.CallsAsync("evalsha") - before);
        Assert.Equal(sent, await inside.CallsAsync("eval"));
    }

    [Fact]
    public async Task Whoever_writes_and_deletes_without_end_does_not_fill_the_room()
    {
        await using var world = await World.StartAsync(settings: [("Limits:Enabled", "false")]);
        var ann = world.Person("ann");
        var stream = world.Live();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var i = 0; i < 150; i++)
            {
                var message = await ann.SayAsync(stream, "x", clientId: $"{writer}-{i}");
                using var deleted = await ann.DeleteAsync(Paths.Message(stream, message));
                await deleted.ShouldBeAsync(204);
            }
        }));

        await using var redis = await RedisOf.ConnectAsync(world);
        Assert.Equal(1000, await redis.Database.HashLengthAsync(redis.Key(stream, "ids")));
        Assert.Equal(1000, await redis.Database.HashLengthAsync(redis.Key(stream, "clients")));
        // The newest are still remembered: sending one again does not bring it back.
        await ann.PostAsync(Paths.Chat(stream), new { message = "x", clientId = "7-149" }).ShouldBeProblemAsync(409, "chat.message_deleted");
    }
}
