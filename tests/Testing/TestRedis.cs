namespace Clockit.Testing;

/// <summary>A Redis server for tests.</summary>
public sealed class TestRedis : TestServer
{
    internal TestRedis(IServerHost host)
        : base(host)
    {
    }

    /// <summary>The server's address in the form that StackExchange.Redis reads.</summary>
    public Task<string> ConnectionStringAsync() => AddressAsync();

    /// <summary>A prefix for the keys and channels of one test.</summary>
    public static string CreateKeyPrefix() => $"test:{Guid.NewGuid():N}:";
}
