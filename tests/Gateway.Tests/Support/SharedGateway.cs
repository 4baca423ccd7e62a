using Clockit.Gateway.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedGateway))]

namespace Clockit.Gateway.Tests.Support;

/// <summary>The gateway that most tests share; each test registers accounts of its own.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    public GatewayHost Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await GatewayHost.StartAsync();

    public async ValueTask DisposeAsync() => await Gateway.DisposeAsync();
}
