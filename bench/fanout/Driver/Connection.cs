using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clockit.Bench.Fanout;

/// <summary>An open WebSocket.</summary>
/// <param name="Socket">To read from and write to.</param>
/// <param name="Frames">What reads its frames, when it may be sent compressed ones; null for reading it raw.</param>
internal sealed record Opened(Socket Socket, FrameParser? Frames);

/// <summary>Opens WebSockets by hand and writes frames to them. Blocking, which keeps the sockets out of the runtime's own poll.</summary>
internal static class Connection
{
    private const int PatienceMilliseconds = 30_000;
    private const int Openers = 16;

    /// <summary>Opens many at the same time, in order.</summary>
    public static T[] OpenMany<T>(int count, Func<int, T> open)
    {
        var sockets = new T[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Openers }, index => sockets[index] = open(index));
        return sockets;
    }

    /// <param name="port">Where, on loopback.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="token">A bearer token, if any.</param>
    /// <param name="binary">Whether frames are binary.</param>
    /// <param name="steps">What to send, and what to await each time before going on.</param>
    /// <param name="receiveBuffer">The socket's receive buffer; 0 for the system's choice.</param>
    /// <param name="compress">Whether to offer compression, as browsers do.</param>
    public static Opened Open(
        int port, string path, string? token, bool binary, IEnumerable<(string Send, string Await)> steps, int receiveBuffer = 0, bool compress = false)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = PatienceMilliseconds };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Connect(IPAddress.Loopback, port);
        var authorization = token is null ? "" : $"Authorization: Bearer {token}\r\n";
        var offer = compress ? "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" : "";
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offer}\r\n"));
        var frames = Accept(socket);
        foreach (var (send, answer) in steps)
        {
            socket.Send(Frame(send, binary));
            if (frames is null)
            {
                Expect(socket, answer);
            }
            else
            {
                Expect(socket, frames, answer);
            }
        }

        return new Opened(socket, frames);
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

    // Byte by byte: what follows the answer is a frame already.
    private static FrameParser? Accept(Socket socket)
    {
        var answer = new StringBuilder();
        var one = new byte[1];
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (socket.Receive(one) == 0)
            {
                throw new InvalidOperationException($"The server closed instead of upgrading: {answer}");
            }

            answer.Append((char)one[0]);
        }

        var lines = answer.ToString().Split("\r\n");
        if (!lines[0].Contains(" 101 ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The server did not upgrade: {answer}");
        }

        const string Header = "Sec-WebSocket-Extensions:";
        var extensions = lines.FirstOrDefault(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))?[Header.Length..];
        if (extensions is null)
        {
            return null;
        }

        // With a window of its own per connection, no two readers would be sent the same bytes.
        return extensions.Contains("server_no_context_takeover", StringComparison.Ordinal)
            ? new FrameParser()
            : throw new InvalidOperationException($"The server keeps its window between messages ({extensions.Trim()}), which this driver cannot follow: use --plain.");
    }

    private static void Expect(Socket socket, FrameParser frames, string answer)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        var inflater = new MessageInflater();
        while (!received.ToString().Contains(answer, StringComparison.Ordinal))
        {
            var read = socket.Receive(buffer);
            if (read == 0)
            {
                throw new InvalidOperationException($"The server closed instead of answering '{answer}': {received}");
            }

            frames.Take(buffer.AsSpan(0, read), (message, isDeflated) => received.Append(Encoding.Latin1.GetString(isDeflated ? inflater.Inflate(message) : message)));
        }
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
