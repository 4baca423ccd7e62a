using System.IO.Compression;

namespace Clockit.Bench.Fanout;

/// <summary>Inflates messages of permessage-deflate that stand for themselves. Not for concurrent use.</summary>
internal sealed class MessageInflater
{
    // The end of a flush that goes without saying (RFC 7692, section 7.2.2), and a last block.
    private static ReadOnlySpan<byte> End => [0x00, 0x00, 0xff, 0xff, 0x03, 0x00];

    private readonly MemoryStream _deflated = new();
    private readonly MemoryStream _message = new();

    /// <summary>Valid until the next call.</summary>
    public ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> payload)
    {
        _deflated.SetLength(0);
        _deflated.Write(payload);
        _deflated.Write(End);
        _deflated.Position = 0;
        _message.SetLength(0);
        using var stream = new DeflateStream(_deflated, CompressionMode.Decompress, leaveOpen: true);
        stream.CopyTo(_message);
        return _message.GetBuffer().AsSpan(0, (int)_message.Length);
    }
}
