using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Clockit.Realtime.Tests.Sockets;

/// <summary>A WebSocket client that shows frames as they are on the wire, and sends whatever it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    public const string AsBrowsersOffer = "permessage-deflate; client_max_window_bits";
    public const byte Continuation = 0x00;
    public const byte Text = 0x01;
    public const byte Close = 0x08;
    public const byte Final = 0x80;
    public const byte Rsv1 = 0x40;
    private const byte RecordSeparator = 0x1e;

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawClient(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    /// <summary>What the server answered in <c>Sec-WebSocket-Extensions</c>; null for nothing.</summary>
    public string? Extensions { get; private set; }

    /// <summary>The connection's id, once it has joined.</summary>
    public string Id { get; private set; } = string.Empty;

    /// <param name="hub">The hub's address.</param>
    /// <param name="offers">What to send in <c>Sec-WebSocket-Extensions</c>; null for nothing.</param>
    public static async Task<RawClient> ConnectAsync(Uri hub, string? offers)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(hub.Host, hub.Port);
        var client = new RawClient(tcp);
        var extensions = offers is null ? string.Empty : $"Sec-WebSocket-Extensions: {offers}\r\n";
        await client._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {hub.PathAndQuery} HTTP/1.1\r\nHost: {hub.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extensions}\r\n"));
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            answer.Append((char)(await client.ReadAsync(1))[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", answer.ToString(), StringComparison.Ordinal);
        client.Extensions = answer.ToString().Split("\r\n")
            .Where(line => line.StartsWith("Sec-WebSocket-Extensions: ", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .SingleOrDefault();
        return client;
    }

    /// <summary>Connects, shakes hands and joins a room.</summary>
    public static async Task<RawClient> JoinAsync(Uri hub, string? offers, string room)
    {
        var client = await ConnectAsync(hub, offers);
        await client.SendAsync(Final | Text, Record("""{"protocol":"json","version":1}"""));
        Assert.Equal("{}", Assert.Single(Records(await client.ReadFrameAsync())).GetRawText());
        await client.SendAsync(Final | Text, Record($$"""{"type":1,"invocationId":"1","target":"join","arguments":["{{room}}"]}"""));
        var joined = Assert.Single(Records(await client.ReadFrameAsync()));
        client.Id = joined.GetProperty("result").GetString()!;
        return client;
    }

    public static byte[] Record(string json) => [.. Encoding.UTF8.GetBytes(json), RecordSeparator];

    /// <summary>A message's bytes as permessage-deflate has them, without the end that goes without saying.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> message)
    {
        using var stream = new MemoryStream();
        using var deflate = new DeflateStream(stream, CompressionLevel.Optimal);
        deflate.Write(message);
        deflate.Flush();
        var whole = stream.ToArray();
        Assert.Equal([0, 0, 0xff, 0xff], whole[^4..]);
        return whole[..^4];
    }

    public static byte[] Inflate(ReadOnlySpan<byte> payload)
    {
        // The end that goes without saying, and a last block so that reading ends there.
        using var deflate = new DeflateStream(new MemoryStream([.. payload, 0, 0, 0xff, 0xff, 0x03, 0x00]), CompressionMode.Decompress);
        using var message = new MemoryStream();
        deflate.CopyTo(message);
        return message.ToArray();
    }

    /// <summary>The SignalR messages of a frame.</summary>
    public static IReadOnlyList<JsonElement> Records((byte First, byte[] Payload) frame)
    {
        Assert.Equal(Final | Text, frame.First & ~Rsv1);
        var text = Encoding.UTF8.GetString((frame.First & Rsv1) == 0 ? frame.Payload : Inflate(frame.Payload));
        Assert.EndsWith("\u001e", text, StringComparison.Ordinal);
        return [.. text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Select(record => JsonElement.Parse(record))];
    }

    /// <summary>Sends one masked frame with this first byte.</summary>
    public async Task SendAsync(int first, ReadOnlyMemory<byte> payload)
    {
        byte[] mask = [0x37, 0xfa, 0x21, 0x3d];
        var length = payload.Length switch { < 126 => 0, <= ushort.MaxValue => 2, _ => 8 };
        var frame = new byte[2 + length + 4 + payload.Length];
        frame[0] = (byte)first;
        frame[1] = (byte)(0x80 | length switch { 0 => payload.Length, 2 => 126, _ => 127 });
        if (length == 2)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else if (length == 8)
        {
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        }

        mask.CopyTo(frame, 2 + length);
        for (var i = 0; i < payload.Length; i++)
        {
            frame[2 + length + 4 + i] = (byte)(payload.Span[i] ^ mask[i % 4]);
        }

        await _stream.WriteAsync(frame);
    }

    /// <summary>The next frame; an <see cref="EndOfStreamException"/> or an <see cref="IOException"/> when the connection is over.</summary>
    public async Task<(byte First, byte[] Payload)> ReadFrameAsync()
    {
        var start = await ReadAsync(2);
        long length = start[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)),
            var all => all,
        };
        return (start[0], await ReadAsync((int)length));
    }

    /// <summary>Reads until the server has ended the connection, and gives the code of its close frame if there was one.</summary>
    public async Task<int?> EndAsync()
    {
        int? code = null;
        try
        {
            while (true)
            {
                var (first, payload) = await ReadFrameAsync();
                code = (first & 0x0f) == Close && payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : code;
            }
        }
        catch (IOException)
        {
            return code;
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _stream.ReadExactlyAsync(bytes, patience.Token);
        return bytes;
    }
}
