using System.Net.Sockets;
using System.Text;
using Clockit.Testing;
using Microsoft.AspNetCore.Builder;

namespace Clockit.Realtime.Tests.Sockets;

/// <summary>A hub connection leaves HTTP behind when it is open.</summary>
public sealed class UpgradeTests(RedisServer redis)
{
    private const string Handshake = """{"protocol":"json","version":1}""" + "\u001e";

    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task The_request_is_over_while_its_connection_is_open()
    {
        var over = new TaskCompletionSource();
        await using var host = await HubHost.StartAsync(redis, _prefix, use: app => app.Use(async (http, next) =>
        {
            await next(http);
            http.Response.OnCompleted(() =>
            {
                over.TrySetResult();
                return Task.CompletedTask;
            });
        }));

        await using var client = await HubClient.OpenAsync(await ConnectAsync(host.Hub));

        await over.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("anonymous", await client.InvokeAsync<string>("who"));
    }

    [Fact]
    public async Task A_kept_alive_connection_is_upgraded_after_other_requests()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host.Hub.Host, host.Hub.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST {host.Hub.AbsolutePath}/negotiate?negotiateVersion=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        Assert.Contains("connectionToken", await ReceiveAsync(socket, until: "\r\n0\r\n\r\n"), StringComparison.Ordinal);

        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {host.Hub.AbsolutePath} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        // The key and its answer are RFC 6455's own example.
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", await ReceiveAsync(socket, "\r\n\r\n"), StringComparison.Ordinal);

        // Before or after Kestrel has let go of the connection: nothing of it gets lost.
        await socket.SendAsync((byte[])[.. Frame(Handshake), .. Frame("""{"type":1,"invocationId":"1","target":"who","arguments":[]}""" + "\u001e")]);

        Assert.Contains("""{"type":3,"invocationId":"1","result":"anonymous"}""", await ReceiveAsync(socket, "\"result\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_stops_only_after_its_hubs_have_said_goodbye()
    {
        var host = await HubHost.StartAsync(redis, _prefix);
        using var connections = host.Measure("clockit.realtime.connections");
        var clients = new List<HubClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(await HubClient.ConnectAsync(host.Hub));
            await clients[i].InvokeAsync("linger");
        }

        await Eventually.TrueAsync(() => connections.Sum == 20);

        await host.DisposeAsync();

        Assert.Equal(0, connections.Sum);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<System.Net.WebSockets.ClientWebSocket> ConnectAsync(Uri hub)
    {
        var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, CancellationToken.None);
        return socket;
    }

    // Masked with zeros, so that the text stays readable.
    private static byte[] Frame(string text) => [0x81, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    private static async Task<string> ReceiveAsync(Socket socket, string until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains(until, StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, patience.Token);
            Assert.NotEqual(0, read);
            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return received.ToString();
    }
}
