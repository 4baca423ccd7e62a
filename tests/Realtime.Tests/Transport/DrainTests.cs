using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Security.Claims;
using Clockit.Realtime.Telemetry;
using Clockit.Realtime.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.Realtime.Tests.Transport;

public sealed class DrainTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Who_leaves_while_others_are_asked_to_reconnect_stops_nothing()
    {
        var time = new FakeTimeProvider();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var registry = new ConnectionRegistry(
            Options.Create(new RealtimeOptions()), new RealtimeMetrics(services.GetRequiredService<IMeterFactory>()), time);
        WebSocketConnection[] connections = [Connect(time), Connect(time)];
        Assert.All(connections, connection => Assert.True(registry.TryAdd(connection)));

        var drain = registry.DrainAsync(Window);
        foreach (var connection in connections)
        {
            registry.Remove(connection);
            await connection.CloseAsync(Window);
        }

        time.Advance(Window);

        await drain.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>A connection whose client has not shaken hands and answers our close with its own.</summary>
    private static WebSocketConnection Connect(TimeProvider time)
    {
        byte[] placeOfOurs = [0, 0, 0, 0];
        byte[] clientsClose = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8];
        var socket = WebSocket.CreateFromStream(new MemoryStream([.. placeOfOurs, .. clientsClose]), new WebSocketCreationOptions { IsServer = true });
        return new WebSocketConnection("id", new WebSocketLink(socket, new WebSocketFrameSender(socket, time), new ClaimsPrincipal(), Abort: () => { }), pace: null);
    }
}
