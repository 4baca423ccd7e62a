using Clockit.Realtime.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Rooms;

/// <summary>
/// Encoded messages that go as one write, made once for everybody who gets them: as the WebSocket frame that goes
/// straight to a socket, and as what SignalR writes where there is no socket to go to.
/// </summary>
internal sealed class Frame
{
    /// <summary>The only hub protocol here, so that a room is encoded once.</summary>
    public const string Protocol = "json";

    /// <summary>Where the messages begin in the bytes that a frame is made of: before them comes its header.</summary>
    public const int Start = FrameHeader.MaxLength;

    private readonly ReadOnlyMemory<byte> _messages;
    private SerializedHubMessage? _hubMessage;

    /// <param name="bytes">The messages from <see cref="Start"/> on; the frame owns them.</param>
    public Frame(Memory<byte> bytes)
    {
        _messages = bytes[Start..];
        var header = FrameHeader.LengthFor(_messages.Length);
        Bytes = bytes[(Start - header)..];
        FrameHeader.Write(bytes.Span[(Start - header)..], _messages.Length);
    }

    /// <summary>The whole WebSocket frame.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public SerializedHubMessage HubMessage => _hubMessage ??= new SerializedHubMessage([new SerializedMessage(Protocol, _messages)]);

    /// <summary>The protocol's messages may follow each other in one frame.</summary>
    public static Frame Of(ReadOnlySpan<RoomMessage> messages)
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

        return new Frame(whole);
    }
}
