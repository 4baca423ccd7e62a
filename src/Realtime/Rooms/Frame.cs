using Clockit.Realtime.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Rooms;

/// <summary>
/// Encoded messages that go as one write, made once for everybody who gets them: as the WebSocket frame that goes
/// straight to a socket, and as what SignalR writes where there is no socket to go to.
/// </summary>
/// <remarks>
/// A frame for many is compressed, once, for those of them that inflate. What tells secrets by their compressed length
/// (CRIME, BREACH) needs a secret and a stranger's words in one compressed message: here all of it is what everybody in
/// the room gets, and no window outlives a frame.
/// </remarks>
internal sealed class Frame
{
    /// <summary>The only hub protocol here, so that a room is encoded once.</summary>
    public const string Protocol = "json";

    /// <summary>Where the messages begin in the bytes that a frame is made of: before them comes its header.</summary>
    public const int Start = FrameHeader.MaxLength;

    /// <summary>
    /// Bytes over all receivers from which on compressing is worth it. It costs 25 µs and 12 µs a KB, once, and takes
    /// two thirds off what each receiver's link carries; a frame of 6 KB to eleven readers then costs about as much again as
    /// sending it does, to a thousand one percent more.
    /// </summary>
    private const int WorthCompressing = 64 * 1024;

    private readonly ReadOnlyMemory<byte> _messages;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _receivers;
    private ReadOnlyMemory<byte> _deflated;
    private SerializedHubMessage? _hubMessage;

    /// <param name="bytes">The messages from <see cref="Start"/> on; the frame owns them.</param>
    /// <param name="receivers">About how many get it because they are in the room; 0 for what is for somebody alone and goes as it is.</param>
    public Frame(Memory<byte> bytes, int receivers = 0)
    {
        _receivers = receivers;
        _messages = bytes[Start..];
        var header = FrameHeader.LengthFor(_messages.Length);
        _bytes = bytes[(Start - header)..];
        FrameHeader.Write(bytes.Span[(Start - header)..], _messages.Length);
    }

    /// <summary>Bytes that <see cref="BytesFor"/> has saved so far.</summary>
    public long SavedBytes { get; private set; }

    public SerializedHubMessage HubMessage => _hubMessage ??= new SerializedHubMessage([new SerializedMessage(Protocol, _messages)]);

    /// <summary>
    /// The whole WebSocket frame, compressed if the reader inflates and it is worth it. Both forms stay as they are while
    /// they are being sent, on whatever thread that ends. To be asked by one thread at a time: the room's delivery.
    /// </summary>
    public ReadOnlyMemory<byte> BytesFor(bool inflates)
    {
        if (!inflates || (long)_bytes.Length * _receivers < WorthCompressing)
        {
            return _bytes;
        }

        if (_deflated.IsEmpty)
        {
            _deflated = DeflatedFrame.TryMake(_messages.Span, out var frame) ? frame : _bytes;
        }

        SavedBytes += _bytes.Length - _deflated.Length;
        return _deflated;
    }

    /// <summary>The protocol's messages may follow each other in one frame.</summary>
    public static Frame Of(ReadOnlySpan<RoomMessage> messages, int receivers)
    {
        var length = Start;
        foreach (var message in messages)
        {
            length += message.Bytes.Length;
        }

        var whole = GC.AllocateUninitializedArray<byte>(length);
        var written = Start;
        foreach (var message in messages)
        {
            message.Bytes.CopyTo(whole.AsMemory(written));
            written += message.Bytes.Length;
        }

        return new Frame(whole, receivers);
    }
}
