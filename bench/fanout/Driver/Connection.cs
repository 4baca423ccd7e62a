using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clockit.Bench.Fanout;

/// <summary>Opens WebSockets by hand and writes frames to them.</summary>
internal static class Connection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<Socket> OpenAsync(int port, string path, bool binary, IEnumerable<(string Send, string Await)> steps)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var upgrade = $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(upgrade), SocketFlags.None);
        await ExpectAsync(socket, " 101 ");
        foreach (var (send, answer) in steps)
        {
            await socket.SendAsync(Frame(send, binary), SocketFlags.None);
            await ExpectAsync(socket, answer);
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

    private static async Task ExpectAsync(Socket socket, string answer)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(Patience);
        while (!received.ToString().Contains(answer, StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
            if (read == 0)
            {
                throw new InvalidOperationException($"The server closed instead of answering '{answer}': {received}");
            }

            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
    }
}
