using System.Net.Sockets;
using System.Text;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>What one address can take of the gateway's connections, and what happens when all are taken.</summary>
public sealed class ConnectionTests
{
    private const string Hub = "GET /hubs/live?hold HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private const string Probe = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task One_address_cannot_take_all_connections()
    {
        await using var gateway = await StartAsync(("Limits:Connections", "64"), ("Limits:AddressConnections", "20"));
        var server = gateway.Address;
        var held = await HoldAsync(server, 60, "127.0.0.31");
        Assert.Equal(429, (await RawHttp.SendAsync(server, Probe, "127.0.0.31")).Status);
        var refusal = await RawHttp.SendAsync(server, Probe, "127.0.0.31");
        refusal.HasProblem(429, "request.rate_limited");
        Assert.Contains("Retry-After: 5", refusal.Head, StringComparison.Ordinal);
        Assert.Equal(200, (await RawHttp.SendAsync(server, Probe, "127.0.0.32")).Status);

        Release(held);
        await Eventually.TrueAsync(async () => (await RawHttp.SendAsync(server, Probe, "127.0.0.31")).Status == 200);
    }

    [Fact]
    public async Task When_all_connections_are_taken_others_are_told_and_served_again_afterwards()
    {
        await using var gateway = await StartAsync(("Limits:Connections", "64"), ("Limits:AddressConnections", "20"));
        var server = gateway.Address;
        var held = new List<TcpClient>();
        foreach (var from in new[] { "127.0.0.41", "127.0.0.42", "127.0.0.43", "127.0.0.44" })
        {
            held.AddRange(await HoldAsync(server, 20, from));
        }

        var refusal = await RawHttp.SendAsync(server, Probe, "127.0.0.45");
        refusal.HasProblem(503, "service.unavailable");
        Assert.Contains("Retry-After: 5", refusal.Head, StringComparison.Ordinal);
        Release(held);
        await Eventually.TrueAsync(async () => (await RawHttp.SendAsync(server, Probe, "127.0.0.45")).Status == 200);
    }

    [Fact]
    public async Task One_address_cannot_take_all_hubs()
    {
        await using var gateway = await StartAsync(("Limits:Connections", "100"), ("Limits:AddressSockets", "5"));
        var server = gateway.Address;
        var held = new List<TcpClient>();
        for (var count = 0; count < 5; count++)
        {
            held.Add(await UpgradeAsync(server, "127.0.0.51"));
        }

        using var client = await RawHttp.ConnectAsync(server, "127.0.0.51");
        var refusal = await RawHttp.SendAsync(client, Hub, closes: false);
        Assert.Equal(429, refusal.Status);
        Assert.Contains("Retry-After: 5", refusal.Head, StringComparison.Ordinal);
        Assert.Equal(200, (await RawHttp.SendAsync(server, Probe, "127.0.0.51")).Status);
        using var another = await UpgradeAsync(server, "127.0.0.52");

        Release(held);
        await Eventually.TrueAsync(async () =>
        {
            using var again = await RawHttp.ConnectAsync(server, "127.0.0.51");
            return (await RawHttp.SendAsync(again, Hub, closes: false)).Status == 101;
        });
    }

    [Fact]
    public async Task Hubs_leave_room_for_everything_else()
    {
        await using var gateway = await StartAsync(("Limits:Connections", "64"), ("Limits:AddressConnections", "1000"), ("Limits:AddressSockets", "1000"));
        var server = gateway.Address;
        var held = new List<TcpClient>();
        for (var count = 0; count < 57; count++)
        {
            held.Add(await UpgradeAsync(server, $"127.0.0.{60 + (count % 3)}"));
        }

        using var client = await RawHttp.ConnectAsync(server, "127.0.0.63");
        var refusal = await RawHttp.SendAsync(client, Hub, closes: false);
        Assert.Equal(503, refusal.Status);
        Assert.Contains("Retry-After: 5", refusal.Head, StringComparison.Ordinal);
        client.Dispose();
        Assert.Equal(200, (await RawHttp.SendAsync(server, Probe, "127.0.0.63")).Status);
        Release(held);
    }

    [Fact]
    public async Task One_address_cannot_have_all_requests_in_flight()
    {
        await using var gateway = await StartAsync(("Limits:AddressInFlight", "3"));
        var server = gateway.Address;
        var held = new List<TcpClient>();
        for (var count = 0; count < 3; count++)
        {
            var client = await RawHttp.ConnectAsync(server, "127.0.0.71");
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /api/live/active?wait HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            held.Add(client);
        }

        await Eventually.TrueAsync(() => gateway.Echo.Waiting == 3);
        var refusal = await RawHttp.SendAsync(server, "GET /api/live/active HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "127.0.0.71");
        Assert.Equal(429, refusal.Status);
        Assert.Equal(200, (await RawHttp.SendAsync(server, "GET /api/live/active HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "127.0.0.72")).Status);
        Release(held);
    }

    private static Task<GatewayHost> StartAsync(params (string Key, string Value)[] settings) =>
        GatewayHost.StartAsync(settings: [("Limits:Enabled", "true"), ("Limits:AddressPerSecond", "100000"), .. settings]);

    /// <summary>Connections that say nothing.</summary>
    private static async Task<List<TcpClient>> HoldAsync(Uri server, int count, string from)
    {
        var held = new List<TcpClient>();
        for (var index = 0; index < count; index++)
        {
            held.Add(await RawHttp.ConnectAsync(server, from));
        }

        return held;
    }

    private static async Task<TcpClient> UpgradeAsync(Uri server, string from)
    {
        var client = await RawHttp.ConnectAsync(server, from);
        var answer = await RawHttp.SendAsync(client, Hub, closes: false);
        Assert.Equal(101, answer.Status);
        return client;
    }

    private static void Release(IEnumerable<TcpClient> clients)
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }
}
