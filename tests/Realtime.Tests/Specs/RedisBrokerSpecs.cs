using Clockit.Realtime.Brokers;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Clockit.Realtime.Tests.Specs;

public sealed class RedisBrokerSpecs(RedisServer redis) : LifetimeManagerSpecs
{
    private readonly Queue<IConnectionMultiplexer> _unused = [];
    private readonly List<IConnectionMultiplexer> _connections = [];

    public override async ValueTask InitializeAsync()
    {
        for (var node = 0; node < 2; node++)
        {
            var connection = await redis.ConnectAsync();
            _unused.Enqueue(connection);
            _connections.Add(connection);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _connections.ForEach(connection => connection.Dispose());
        GC.SuppressFinalize(this);
    }

    protected override IRealtimeBroker NewBroker() =>
        new RedisBroker(_unused.Dequeue(), TimeProvider.System, NullLogger<RedisBroker>.Instance);
}
