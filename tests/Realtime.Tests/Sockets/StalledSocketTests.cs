using System.Net.WebSockets;
using System.Text;
using Clockit.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Tests.Sockets;

public sealed class StalledSocketTests(RedisServer redis)
{
    private readonly string _prefix = $"test-{Guid.NewGuid():N}:";

    [Fact]
    public async Task A_client_that_falls_silent_before_its_first_ping_is_cut_off()
    {
        await using var host = await HubHost.StartAsync(redis, _prefix, options => options.SilentTimeout = TimeSpan.FromSeconds(2));
        using var disconnected = host.Measure("clockit.realtime.disconnected");
        using var silent = await RawHubClient.ConnectAsync(host.Hub);
        await silent.SendAsync("""{"type":1,"invocationId":"1","target":"join","arguments":["room"]}""");
        await using var pinging = await HubClient.ConnectAsync(host.Hub);

        // Pings of the server come, and then the end.
        var end = silent.ReadToEndAsync(TimeSpan.FromSeconds(30));
        while (!end.IsCompleted)
        {
            await pinging.SendRawAsync("""{"type":6}""");
            await Task.Delay(100);
        }

        await end;
        Assert.Equal(1, disconnected.Sum);
        Assert.Equal("anonymous", await pinging.InvokeAsync<string>("who"));
    }

    [Fact]
    public async Task Sockets_that_are_not_read_hold_a_bounded_queue_and_nobody_else_and_are_closed()
    {
        const int Stalled = 5;
        await using var host = await HubHost.StartAsync(redis, _prefix, options =>
        {
            options.Tick = TimeSpan.FromMilliseconds(5);
            options.Recoverable("said");
            options.GapMarker = gap => new GapMessage("gap", new { gap.Room, gap.Dropped });
            options.MaxQueuedRecoverableBytes = 100_000;
            options.StalledTimeout = TimeSpan.FromSeconds(3);
        });
        using var queued = host.Measure("clockit.realtime.queue.size");
        using var disconnected = host.Measure("clockit.realtime.disconnected");
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < Stalled; i++)
        {
            sockets.Add(await JoinWithoutReadingAsync(host.Hub));
        }

        await using var reader = await HubClient.ConnectAsync(host.Hub);
        await reader.InvokeAsync("join", "room");
        var text = new string('x', 25_000);
        long most = 0;

        // 25 KB a message: far more than the kernel's buffers take for the sockets that are not read.
        for (var i = 0; i < 700; i++)
        {
            await host.Context.Clients.Group("room").SendAsync("said", new { text, i }).WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(i, (await reader.ReceiveAsync("said")).GetProperty("i").GetInt32());
            most = Math.Max(most, queued.Sum);
        }

        Assert.InRange(most, 1, Stalled * (100_000 + 50_000));
        await Eventually.TrueAsync(() => disconnected.Sum == Stalled, TimeSpan.FromSeconds(15));
        await Eventually.TrueAsync(() => queued.Sum == 0);
        Assert.False(reader.Closed.IsCompleted);
        sockets.ForEach(socket => socket.Dispose());
    }

    private static async Task<ClientWebSocket> JoinWithoutReadingAsync(Uri hub)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, CancellationToken.None);
        foreach (var message in (string[])["""{"protocol":"json","version":1}""", """{"type":1,"invocationId":"1","target":"join","arguments":["room"]}"""])
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }

        // The handshake's answer and the call's: from here on nothing is read.
        for (var answers = 0; answers < 2; answers++)
        {
            await socket.ReceiveAsync(new byte[1024], CancellationToken.None);
        }

        return socket;
    }
}
