namespace Clockit.Testing;

/// <summary>A RabbitMQ server for tests.</summary>
public sealed class TestMessaging : TestServer
{
    private readonly IMessagingHost _host;

    internal TestMessaging(IMessagingHost host)
        : base(host) => _host = host;

    /// <summary>The address of the server's default virtual host, which all tests of the assembly share.</summary>
    public Task<string> ConnectionStringAsync() => AddressAsync();

    /// <summary>Creates an empty virtual host and gives its <c>amqp://</c> address.</summary>
    public async Task<string> CreateVirtualHostAsync()
    {
        var name = $"test-{Guid.NewGuid():N}";
        await _host.CreateVirtualHostAsync(name);
        return new UriBuilder(await AddressAsync()) { Path = name }.Uri.AbsoluteUri;
    }
}
