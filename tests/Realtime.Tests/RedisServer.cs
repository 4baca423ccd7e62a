using Clockit.Testing;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(Clockit.Realtime.Tests.RedisServer))]

namespace Clockit.Realtime.Tests;

/// <summary>The Redis that these tests share; each uses a key prefix of its own.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private string? _connectionString;

    public string ConnectionString => _connectionString ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync() => _connectionString = await (await TestServers.RedisAsync()).ConnectionStringAsync();

    public async Task<IConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(ConnectionString);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
