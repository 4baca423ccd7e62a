using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Rooms;

/// <summary>Makes one write of several encoded messages: the protocol's messages may follow each other in one frame.</summary>
internal static class Frames
{
    /// <summary>The only hub protocol here, so that a room is encoded once.</summary>
    public const string Protocol = "json";

    public static SerializedHubMessage Of(ReadOnlyMemory<byte> bytes) => new([new SerializedMessage(Protocol, bytes)]);

    public static SerializedHubMessage Concatenate(ReadOnlySpan<RoomMessage> messages)
    {
        if (messages.Length == 1)
        {
            return Of(messages[0].Bytes);
        }

        var length = 0;
        foreach (var message in messages)
        {
            length += message.Bytes.Length;
        }

        var whole = new byte[length];
        var written = 0;
        foreach (var message in messages)
        {
            message.Bytes.CopyTo(whole.AsMemory(written));
            written += message.Bytes.Length;
        }

        return Of(whole);
    }
}
