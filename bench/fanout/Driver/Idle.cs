using System.Globalization;
using System.Net.Sockets;

namespace Clockit.Bench.Fanout;

/// <summary>What a connection costs that has joined a room and does nothing, after a full collection.</summary>
internal static class Idle
{
    public static async Task<object> MeasureAsync(Peer peer, int port, int pid, int connections)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}") };
        var sockets = new List<Socket>();
        // The first connections load code; they are not what is measured.
        await ConnectAsync(sockets, peer, port, 200);
        var (heapBefore, residentBefore) = await MemoryAsync(http, pid);
        await ConnectAsync(sockets, peer, port, connections);
        var (heapAfter, residentAfter) = await MemoryAsync(http, pid);
        sockets.ForEach(socket => socket.Dispose());
        return new
        {
            connections,
            heapPerConnection = (heapAfter - heapBefore) / connections,
            residentPerConnection = (residentAfter - residentBefore) / connections,
        };
    }

    private static async Task ConnectAsync(List<Socket> sockets, Peer peer, int port, int count)
    {
        foreach (var some in Enumerable.Range(0, count).Chunk(50))
        {
            sockets.AddRange(await Task.WhenAll(some.Select(_ => Connection.OpenAsync(port, peer.Path("room-0"), peer.Binary, peer.Steps("room-0")))));
        }
    }

    private static async Task<(long Heap, long Resident)> MemoryAsync(HttpClient http, int pid)
    {
        // Twice: what the first collection makes free, the second gives back.
        await http.GetStringAsync(new Uri("/memory", UriKind.Relative));
        var heap = long.Parse(await http.GetStringAsync(new Uri("/memory", UriKind.Relative)), CultureInfo.InvariantCulture);
        return (heap, Cpu.Resident(pid));
    }
}
