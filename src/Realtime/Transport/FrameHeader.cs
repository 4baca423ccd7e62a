using System.Buffers.Binary;

namespace Clockit.Realtime.Transport;

/// <summary>The header of a server's WebSocket frame that holds a whole text message (RFC 6455, section 5.2).</summary>
internal static class FrameHeader
{
    public const int MaxLength = 10;
    private const byte FinalText = 0x81;

    /// <summary>RSV1: the message is compressed (RFC 7692, section 6).</summary>
    private const byte Deflated = 0x40;

    /// <summary>How many bytes the header of so many has.</summary>
    public static int LengthFor(int payload) => payload switch
    {
        < 126 => 2,
        <= ushort.MaxValue => 4,
        _ => MaxLength,
    };

    public static void Write(Span<byte> frame, int payload, bool isDeflated = false)
    {
        frame[0] = isDeflated ? (byte)(FinalText | Deflated) : FinalText;
        switch (LengthFor(payload))
        {
            case 2:
                frame[1] = (byte)payload;
                break;
            case 4:
                frame[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)payload);
                break;
            default:
                frame[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)payload);
                break;
        }
    }
}
