using System.Net;
using Clockit.SignalingService.Api.Hub;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>The whole service in this process, on Kestrel and a free port. Disposing of it ends it as SIGTERM does.</summary>
public sealed class SignalingNode : WebApplicationFactory<LiveHub>
{
    private readonly IReadOnlyDictionary<string, string> _settings;

    private SignalingNode(IReadOnlyDictionary<string, string> settings)
    {
        _settings = settings;
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
    }

    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public Uri Hub => new(Address, "/hubs/live");

    public static async Task<SignalingNode> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var node = new SignalingNode(settings);
        node.StartServer();
        await Readiness.WaitAsync(node.Address);
        // Readiness does not wait for the bus: without it the service still serves.
        await node.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(30));
        return node;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
