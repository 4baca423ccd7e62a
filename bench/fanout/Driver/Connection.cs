using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clockit.Bench.Fanout;

/// <summary>Opens WebSockets by hand and writes frames to them. Blocking, which keeps the sockets out of the runtime's own poll.</summary>
internal static class Connection
{
    private const int PatienceMilliseconds = 30_000;
    private const int Openers = 16;

    /// <summary>Opens many at the same time, in order.</summary>
    public static Socket[] OpenMany(int count, Func<int, Socket> open)
    {
        var sockets = new Socket[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Openers }, index => sockets[index] = open(index));
        return sockets;
    }

    /// <param name="port">Where, on loopback.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="token">A bearer token, if any.</param>
    /// <param name="binary">Whether frames are binary.</param>
    /// <param name="steps">What to send, and what to await each time before going on.</param>
    /// <param name="receiveBuffer">The socket's receive buffer; 0 for the system's choice.</param>
    public static Socket Open(int port, string path, string? token, bool binary, IEnumerable<(string Send, string Await)> steps, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = PatienceMilliseconds };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Connect(IPAddress.Loopback, port);
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        Expect(socket, " 101 ");
        foreach (var (send, answer) in steps)
        {
            socket.Send(Frame(send, binary));
            Expect(socket, answer);
        }

        return socket;
    }

    /// <summary>One masked frame; the mask is zero, so that the payload stays as it is.</summary>
    public static byte[] Frame(string text, bool binary)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        var extended = payload.Length > 125;
        var frame = new byte[(extended ? 4 : 2) + 4 + payload.Length];
        frame[0] = (byte)(0x80 | (binary ? 2 : 1));
        frame[1] = (byte)(0x80 | (extended ? 126 : payload.Length));
        if (extended)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        }

        payload.CopyTo(frame, frame.Length - payload.Length);
        return frame;
    }

    private static void Expect(Socket socket, string answer)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains(answer, StringComparison.Ordinal))
        {
            var read = socket.Receive(buffer);
            if (read == 0)
            {
                throw new InvalidOperationException($"The server closed instead of answering '{answer}': {received}");
            }

            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }
}
