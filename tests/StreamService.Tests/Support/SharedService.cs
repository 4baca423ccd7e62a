using Clockit.StreamService.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedService))]

namespace Clockit.StreamService.Tests.Support;

/// <summary>The service and subscriber that most tests share; each test works on streams and users of its own.</summary>
public sealed class SharedService : IAsyncLifetime
{
    public StreamServiceHost Service { get; private set; } = null!;

    public EventSubscriber Events { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var messaging = await (await Testing.TestServers.MessagingAsync()).CreateVirtualHostAsync();
        Events = await EventSubscriber.StartAsync(messaging);
        Service = await StreamServiceHost.StartAsync(messaging);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Events.DisposeAsync();
    }
}
