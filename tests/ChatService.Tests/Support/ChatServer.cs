using System.Net;
using Clockit.ChatService.Api;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.ChatService.Tests.Support;

/// <summary>The whole service in this process, on Kestrel and a free port.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplicationFactory<ChatHub> _factory;

    private ChatServer(WebApplicationFactory<ChatHub> factory, Uri address) => (_factory, Address) = (factory, address);

    public Uri Address { get; }

    public Uri Hub => new(Address, "/hubs/chat");

    public static async Task<ChatServer> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var factory = new WebApplicationFactory<ChatHub>().WithWebHostBuilder(host =>
        {
            host.UseSetting("urls", "http://127.0.0.1:0");
            foreach (var (key, value) in settings)
            {
                host.UseSetting(key, value);
            }
        });
        factory.UseKestrel();
        factory.StartServer();
        var address = new Uri(factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var server = new ChatServer(factory, address);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Waits until the service says that all it depends on is there.</summary>
    public async Task ReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        var last = "";
        var deadline = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(60))
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            last = await response.Content.ReadAsStringAsync();
            await Task.Delay(50);
        }

        throw new TimeoutException($"Not ready: {last}");
    }

    /// <summary>Ends it as SIGTERM does.</summary>
    public ValueTask DisposeAsync() => _factory.DisposeAsync();
}
