using Clockit.Realtime.Sending;

namespace Clockit.Realtime.Transport;

/// <summary>A shared frame as it goes straight to sockets: plain, and compressed for those of its readers that inflate.</summary>
/// <remarks>
/// A frame for many is compressed once. An attack on the compressed length (CRIME, BREACH) needs a secret and a
/// stranger's words in one compressed message. Here all of it is what everybody in the room gets, and no window outlives
/// a frame.
/// </remarks>
internal sealed class WebSocketFrame
{
    /// <summary>
    /// Bytes over all receivers from which on compressing is worth it. It costs 25 µs and 12 µs a KB, once, and takes
    /// two thirds off what each receiver's link carries; a frame of 6 KB to eleven readers then costs about as much again as
    /// sending it does, to a thousand one percent more.
    /// </summary>
    private const int WorthCompressing = 64 * 1024;

    private readonly Frame _frame;
    private readonly ReadOnlyMemory<byte> _plain;
    private ReadOnlyMemory<byte> _deflated;

    private WebSocketFrame(Frame frame)
    {
        _frame = frame;
        var start = Frame.Headroom - FrameHeader.LengthFor(frame.Messages.Length);
        FrameHeader.Write(frame.Bytes.Span[start..], frame.Messages.Length);
        _plain = frame.Bytes[start..];
    }

    /// <summary>The frame's own form for sockets, made at the first call.</summary>
    public static WebSocketFrame Of(Frame frame) => (WebSocketFrame)(frame.Encoded ??= new WebSocketFrame(frame));

    /// <summary>
    /// The whole WebSocket frame, compressed if the reader inflates and it is worth it. Both forms stay as they are while
    /// they are being sent, on whatever thread that ends. To be asked by one thread at a time: the room's delivery.
    /// </summary>
    public ReadOnlyMemory<byte> BytesFor(bool inflates)
    {
        if (!inflates || (long)_plain.Length * _frame.Receivers < WorthCompressing)
        {
            return _plain;
        }

        if (_deflated.IsEmpty)
        {
            _deflated = DeflatedFrame.TryMake(_frame.Messages.Span, out var deflated) ? deflated : _plain;
        }

        _frame.SavedBytes += _plain.Length - _deflated.Length;
        return _deflated;
    }
}
