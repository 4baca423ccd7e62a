using System.Globalization;
using System.Net.Sockets;

namespace Clockit.Bench.Fanout;

/// <summary>
/// An open loop: message k is due at k / rate seconds whatever the server does, and its latency counts from then.
/// </summary>
internal sealed class Load(Peer peer, int[] ports, int[] pids, int rooms, int viewersPerRoom, int stalled, int rate, int seconds)
{
    private const int Senders = 4;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly Results _results = new();

    public async Task<object> RunAsync()
    {
        var sockets = new List<Socket>();
        for (var room = 0; room < rooms; room++)
        {
            foreach (var some in Enumerable.Range(0, viewersPerRoom).Chunk(50))
            {
                var opened = await Task.WhenAll(some.Select(viewer => OpenReaderAsync(Name(room), viewer)));
                sockets.AddRange(opened);
            }
        }

        // Stalled readers are spread over the rooms and never read again.
        var reading = sockets.Where((_, index) => stalled == 0 || index % (sockets.Count / stalled) != 0).ToList();
        var readers = reading.Select(socket => Task.Run(new Reader(socket, _results).RunAsync)).ToList();
        var senders = new List<(Socket Socket, string? Room)>();
        for (var sender = 0; sender < Math.Max(Senders, ports.Length); sender++)
        {
            senders.Add((await OpenSenderAsync(sender), Name(sender % rooms)));
        }

        await SendAsync(senders, WarmUp);
        await Task.Delay(TimeSpan.FromSeconds(1));
        _results.Since = Marks.Now();
        var cpu = Cpu.Seconds(pids);
        var sent = await SendAsync(senders, TimeSpan.FromSeconds(seconds));
        await Task.Delay(Grace);
        cpu = Cpu.Seconds(pids) - cpu;
        var delivered = _results.DeliveredCount;
        var expected = (long)sent * reading.Count / rooms;
        var result = new
        {
            sent,
            expected,
            delivered,
            undelivered = expected - delivered,
            lost = _results.LostConnections,
            cpuSeconds = cpu,
            perCpuSecond = delivered / cpu,
            perSecond = delivered / (double)seconds,
            p50 = _results.Percentile(0.50, expected),
            p99 = _results.Percentile(0.99, expected),
            residentMegabytes = pids.Sum(Cpu.Resident) / 1024 / 1024,
        };
        sockets.ForEach(socket => socket.Dispose());
        senders.ForEach(sender => sender.Socket.Dispose());
        await Task.WhenAll(readers);
        return result;
    }

    private static string Name(int room) => "room-" + room.ToString(CultureInfo.InvariantCulture);

    private Task<Socket> OpenReaderAsync(string room, int index) =>
        Connection.OpenAsync(ports[index % ports.Length], peer.Path(room), peer.Binary, peer.Steps(room));

    private async Task<Socket> OpenSenderAsync(int index)
    {
        var room = Name(index % rooms);
        var socket = await Connection.OpenAsync(ports[index % ports.Length], peer.SenderPath(room), peer.Binary, peer.SenderSteps);
        // Whatever a server answers to senders is read and forgotten.
        _ = Task.Run(async () =>
        {
            var buffer = new byte[4096];
            try
            {
                while (await socket.ReceiveAsync(buffer, SocketFlags.None) > 0)
                {
                }
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // The run is over.
            }
        });
        return socket;
    }

    private async Task<int> SendAsync(List<(Socket Socket, string? Room)> senders, TimeSpan duration)
    {
        var count = (int)(rate * duration.TotalSeconds);
        var start = Marks.Now();
        for (var message = 0; message < count; message++)
        {
            var due = start + (long)(message * 1_000_000.0 / rate);
            while (due - Marks.Now() is var early and > 0)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(Math.Max(early, 1000)));
            }

            // With one room the senders take turns; with many, each message goes to the next room.
            var room = Name(message % rooms);
            var sender = senders[message % senders.Count];
            await sender.Socket.SendAsync(Connection.Frame(peer.Send(rooms == 1 ? sender.Room! : room, Marks.Text(due)), peer.Binary), SocketFlags.None);
        }

        return count;
    }
}
