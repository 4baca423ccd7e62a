using System.IO.Compression;

namespace Clockit.Realtime.Transport;

/// <summary>A server's WebSocket frame that holds a whole compressed text message (RFC 7692, section 7.2.1).</summary>
internal static class DeflatedFrame
{
    /// <summary>Where a flushed deflate stream ends; it goes without saying on the wire.</summary>
    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xff, 0xff];

    /// <summary>False when the frame would not be shorter than the plain one.</summary>
    /// <param name="text">The message.</param>
    /// <param name="frame">The whole frame, which nobody else writes to.</param>
    public static bool TryMake(ReadOnlySpan<byte> text, out ReadOnlyMemory<byte> frame)
    {
        var stream = new MemoryStream(FrameHeader.MaxLength + (text.Length / 2));
        stream.SetLength(FrameHeader.MaxLength);
        stream.Position = FrameHeader.MaxLength;
        using var deflate = new DeflateStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(text);
        deflate.Flush();
        // What disposing of it writes after this is no part of the message.
        var whole = stream.GetBuffer().AsMemory(0, (int)stream.Length);
        var length = whole.Length - FrameHeader.MaxLength - Tail.Length;
        var header = FrameHeader.LengthFor(length);
        if (!whole.Span.EndsWith(Tail) || header + length >= FrameHeader.LengthFor(text.Length) + text.Length)
        {
            frame = default;
            return false;
        }

        var start = FrameHeader.MaxLength - header;
        FrameHeader.Write(whole.Span[start..], length, isDeflated: true);
        frame = whole.Slice(start, header + length);
        return true;
    }
}
