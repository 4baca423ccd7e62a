using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Clockit.AppHost.Tests.Support;

/// <summary>As much of a TURN client (RFC 8656, over UDP) as asks a server for relays and for permissions.</summary>
internal sealed class TurnClient(int port, string secret, string username) : IDisposable
{
    private const ushort AllocateRequest = 0x0003;
    private const ushort CreatePermissionRequest = 0x0008;
    private const uint Cookie = 0x2112A442;

    private readonly UdpClient _socket = Connect(port);
    private string _realm = string.Empty;
    private string _nonce = string.Empty;

    public TurnClient(int port, string secret)
        : this(port, secret, NewUsername())
    {
    }

    /// <summary>As the services make them: when it expires, and a random part.</summary>
    public static string NewUsername() => $"{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}:{RandomNumberGenerator.GetHexString(16)}";

    /// <summary>Asks for a relay; 0 for one, else the error's code.</summary>
    public async Task<int> AllocateAsync()
    {
        byte[] udp = [17, 0, 0, 0];
        if (_nonce.Length == 0)
        {
            var challenge = await AskAsync(AllocateRequest, [(0x0019, udp)], isSigned: false);
            _realm = Encoding.UTF8.GetString(Find(challenge, 0x0014)!);
            _nonce = Encoding.UTF8.GetString(Find(challenge, 0x0015)!);
        }

        return ErrorOf(await AskAsync(AllocateRequest, [(0x0019, udp)], isSigned: true));
    }

    /// <summary>Asks for the right to reach a peer; 0 for it, else the error's code.</summary>
    public async Task<int> PermitAsync(IPAddress peer) => ErrorOf(await AskAsync(CreatePermissionRequest, [(0x0012, Peer(peer))], isSigned: true));

    public void Dispose() => _socket.Dispose();

    private static UdpClient Connect(int port)
    {
        var socket = new UdpClient();
        socket.Connect("127.0.0.1", port);
        return socket;
    }

    // XOR-PEER-ADDRESS; an IPv6 address is also mixed with the transaction, which is all zeros here.
    private static byte[] Peer(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        byte[] mask = [0x21, 0x12, 0xA4, 0x42, .. new byte[12]];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= mask[i];
        }

        return [0, (byte)(bytes.Length == 4 ? 1 : 2), 0x21 ^ 0x1F, 0x12 ^ 0x90, .. bytes];
    }

    private async Task<byte[]> AskAsync(ushort type, (ushort Type, byte[] Value)[] attributes, bool isSigned)
    {
        using var body = new MemoryStream();
        foreach (var (name, value) in attributes)
        {
            Write(body, name, value);
        }

        if (isSigned)
        {
            Write(body, 0x0006, Encoding.UTF8.GetBytes(username));
            Write(body, 0x0014, Encoding.UTF8.GetBytes(_realm));
            Write(body, 0x0015, Encoding.UTF8.GetBytes(_nonce));
            // The signature covers a header that already counts it.
            var signed = Message(type, body.ToArray(), body.Length + 24);
            var password = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username)));
#pragma warning disable CA5351, CA5350 // What the protocol asks for.
            var key = MD5.HashData(Encoding.UTF8.GetBytes($"{username}:{_realm}:{password}"));
            Write(body, 0x0008, HMACSHA1.HashData(key, signed));
#pragma warning restore CA5351, CA5350
        }

        await _socket.SendAsync(Message(type, body.ToArray(), body.Length));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return (await _socket.ReceiveAsync(limit.Token)).Buffer;
    }

    private static byte[] Message(ushort type, byte[] body, long length)
    {
        var message = new byte[20 + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)length);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), Cookie);
        body.CopyTo(message, 20);
        return message;
    }

    private static void Write(MemoryStream body, ushort type, byte[] value)
    {
        Span<byte> head = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(head, type);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)value.Length);
        body.Write(head);
        body.Write(value);
        body.Write(new byte[(4 - (value.Length % 4)) % 4]);
    }

    private static int ErrorOf(byte[] answer) => Find(answer, 0x0009) is { } error ? (error[2] * 100) + error[3] : 0;

    private static byte[]? Find(byte[] answer, ushort wanted)
    {
        for (var at = 20; at + 4 <= answer.Length;)
        {
            var (type, length) = (BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at)), BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at + 2)));
            if (type == wanted)
            {
                return answer[(at + 4)..(at + 4 + length)];
            }

            at += 4 + length + ((4 - (length % 4)) % 4);
        }

        return null;
    }
}
