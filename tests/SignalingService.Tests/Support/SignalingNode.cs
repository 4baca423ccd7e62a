using System.Net;
using Clockit.SignalingService.Api.Hub;
using Clockit.Testing;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
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
        var port = FreePort.Find();
        Address = new Uri($"http://127.0.0.1:{port}");
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
    }

    /// <summary>Where it listens, which is its public origin too unless the settings name another.</summary>
    public Uri Address { get; }

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
        builder.UseSetting("PublicOrigin", Address.OriginalString);
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
