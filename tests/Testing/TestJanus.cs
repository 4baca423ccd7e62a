namespace Clockit.Testing;

/// <summary>A Janus media server for tests.</summary>
public sealed class TestJanus : TestServer
{
    internal TestJanus(IServerHost host)
        : base(host)
    {
    }

    /// <summary>What a service takes as its connection string <c>janus</c>.</summary>
    public Task<string> ConnectionStringAsync() => AddressAsync();
}
