using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Clockit.Bench.Fanout;

/// <summary>What a connection costs that has joined a room and does nothing, after a full collection (see <c>Probe</c>).</summary>
internal static class Idle
{
    public static object Measure(Peer peer, int port, int pid, int probe, int connections, bool compress)
    {
        // The first connections load code; they are not what is measured.
        var early = Connect(peer, port, 200, compress);
        var (heapBefore, residentBefore) = Memory(probe, pid);
        var sockets = Connect(peer, port, connections, compress);
        var (heapAfter, residentAfter) = Memory(probe, pid);
        foreach (var (socket, _) in early.Concat(sockets))
        {
            socket.Dispose();
        }

        return new
        {
            connections,
            heapPerConnection = (heapAfter - heapBefore) / connections,
            residentPerConnection = (residentAfter - residentBefore) / connections,
        };
    }

    private static Opened[] Connect(Peer peer, int port, int count, bool compress)
    {
        var room = peer.Room(0);
        return Connection.OpenMany(count, _ => Connection.Open(port, peer.Path(room), token: null, peer.Binary, peer.Steps(room), compress: compress));
    }

    private static (long Heap, long Resident) Memory(int probe, int pid)
    {
        // Twice: what the first collection makes free, the second gives back.
        _ = Heap(probe);
        return (Heap(probe), Cpu.Resident(pid));
    }

    private static long Heap(int probe)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, probe);
        using var answer = new StreamReader(client.GetStream());
        return long.Parse(answer.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
