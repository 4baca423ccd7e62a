using Clockit.Testing;

namespace Clockit.Gateway.Tests.Support;

/// <summary>A gateway whose accounts are at another issuer.</summary>
public sealed class ExternalGateway : IAsyncLifetime
{
    public TestOidcProvider Issuer { get; private set; } = null!;

    public GatewayHost Gateway { get; private set; } = null!;

    /// <summary>Where it listens, and its public origin: the issuer sends browsers back there.</summary>
    public string Origin { get; } = $"http://127.0.0.1:{FreePort.Find()}";

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestOidcProvider.StartAsync();
        Gateway = await GatewayHost.StartAsync(settings:
            [("urls", Origin), ("PublicOrigin", Origin), ("Auth:Authority", Issuer.Address), ("Auth:ClientId", TestOidcProvider.ClientId), ("Auth:ClientSecret", TestOidcProvider.ClientSecret)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
