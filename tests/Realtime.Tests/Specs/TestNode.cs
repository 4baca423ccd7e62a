using System.Diagnostics.Metrics;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Hubs;
using Clockit.Realtime.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Tests.Specs;

public sealed class SpecHub : Hub;

/// <summary>One server of an installation: a manager on a broker.</summary>
internal sealed class TestNode : IDisposable
{
    private readonly ServiceProvider _services;

    public TestNode(IRealtimeBroker broker, string keyPrefix, Action<RealtimeOptions>? configure = null, TimeProvider? time = null)
    {
        Broker = broker;
        var options = new RealtimeOptions { KeyPrefix = keyPrefix };
        configure?.Invoke(options);
        _services = new ServiceCollection().AddLogging().AddMetrics().AddSignalR().Services.BuildServiceProvider();
        Meters = _services.GetRequiredService<IMeterFactory>();
        Manager = new RoomHubLifetimeManager<SpecHub>(
            broker, _services.GetRequiredService<IHubProtocolResolver>(), Options.Create(options), new RealtimeMetrics(Meters), time ?? TimeProvider.System);
    }

    public IRealtimeBroker Broker { get; }

    public IMeterFactory Meters { get; }

    public RoomHubLifetimeManager<SpecHub> Manager { get; }

    public async Task<TestConnection> ConnectAsync(string? user = null, params string[] groups)
    {
        var connection = new TestConnection(Broker.NodeId, user);
        await Manager.OnConnectedAsync(connection.Context);
        foreach (var group in groups)
        {
            await Manager.AddToGroupAsync(connection.Id, group);
        }

        return connection;
    }

    public void Dispose()
    {
        Manager.Dispose();
        _services.Dispose();
    }
}
