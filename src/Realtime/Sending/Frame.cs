using Clockit.Realtime.Rooms;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Sending;

/// <summary>Encoded messages that go as one write, made once for everybody who gets them.</summary>
/// <param name="bytes">The messages from <see cref="Headroom"/> on; the frame owns them.</param>
/// <param name="receivers">About how many get it because they are in the room; 0 for what is for somebody alone.</param>
internal sealed class Frame(Memory<byte> bytes, int receivers = 0)
{
    /// <summary>The only hub protocol here, so that a room is encoded once.</summary>
    public const string Protocol = "json";

    /// <summary>Free bytes before the messages, in which a transport writes its header.</summary>
    public const int Headroom = 10;

    private SerializedHubMessage? _hubMessage;

    /// <summary>The headroom and the messages.</summary>
    public Memory<byte> Bytes => bytes;

    public ReadOnlyMemory<byte> Messages => bytes[Headroom..];

    public int Receivers => receivers;

    /// <summary>What a transport made of it, once for all its connections.</summary>
    public object? Encoded { get; set; }

    /// <summary>Bytes that the transport's compression has saved so far.</summary>
    public long SavedBytes { get; set; }

    /// <summary>The messages as SignalR writes them, for a connection that takes no shared frames.</summary>
    public SerializedHubMessage HubMessage => _hubMessage ??= new SerializedHubMessage([new SerializedMessage(Protocol, Messages)]);

    /// <summary>The protocol's messages may follow each other in one frame.</summary>
    public static Frame Of(ReadOnlySpan<RoomMessage> messages, int receivers)
    {
        var length = Headroom;
        foreach (var message in messages)
        {
            length += message.Bytes.Length;
        }

        var whole = GC.AllocateUninitializedArray<byte>(length);
        var written = Headroom;
        foreach (var message in messages)
        {
            message.Bytes.CopyTo(whole.AsMemory(written));
            written += message.Bytes.Length;
        }

        return new Frame(whole, receivers);
    }
}
