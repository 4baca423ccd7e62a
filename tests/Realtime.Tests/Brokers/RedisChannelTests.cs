using System.Buffers.Binary;
using System.Collections.Concurrent;
using Clockit.Realtime.Brokers;
using Clockit.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Clockit.Realtime.Tests.Brokers;

public sealed class RedisChannelTests(RedisServer redis)
{
    [Fact]
    public async Task A_channel_that_is_opened_again_begins_a_later_run_whatever_the_clock_says()
    {
        var name = $"test-{Guid.NewGuid():N}";
        var connection = await redis.ConnectAsync();
        var reader = await redis.ConnectAsync();
        var runs = new ConcurrentQueue<long>();
        await reader.GetSubscriber().SubscribeAsync(RedisChannel.Literal(name), (_, message) =>
            runs.Enqueue(BinaryPrimitives.ReadInt64BigEndian(((byte[])message!).AsSpan(1 + NodeIdentity.Length))));
        var broker = new RedisBroker(connection, new ClockThatGoesBack(), NullLogger<RedisBroker>.Instance);

        for (var opened = 0; opened < 3; opened++)
        {
            await broker.Open(name).PublishAsync(new byte[] { 1 });
            await Eventually.TrueAsync(() => runs.Count == opened + 1);
        }

        connection.Dispose();
        reader.Dispose();
        Assert.Equal(runs.Distinct().Order(), runs);
    }

    private sealed class ClockThatGoesBack : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch.AddYears(50);

        public override DateTimeOffset GetUtcNow() => _now -= TimeSpan.FromSeconds(1);
    }
}
