using System.Net;
using Clockit.SignalingService.Api.Hub;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>The whole service in this process, on Kestrel and a free port.</summary>
public sealed class SignalingNode : IAsyncDisposable
{
    private readonly WebApplicationFactory<LiveHub> _factory;

    private SignalingNode(WebApplicationFactory<LiveHub> factory, Uri address) => (_factory, Address) = (factory, address);

    public Uri Address { get; }

    public Uri Hub => new(Address, "/hubs/live");

    public IServiceProvider Services => _factory.Services;

    public static async Task<SignalingNode> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var factory = new WebApplicationFactory<LiveHub>().WithWebHostBuilder(host =>
        {
            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }
        });
        factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        factory.StartServer();
        var address = new Uri(factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Readiness.WaitAsync(address);
        return new SignalingNode(factory, address);
    }

    /// <summary>Ends it as SIGTERM does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _factory.Services.GetRequiredService<IHost>().StopAsync();
        await _factory.DisposeAsync();
    }
}
