using System.Buffers.Binary;

namespace Clockit.Realtime.Transport;

/// <summary>
/// Counts the control frames (pings, pongs, closes) among a client's bytes, as they come in. The WebSocket answers pings by
/// itself, so that nobody else sees how many there are, and each one costs far more than it cost its sender.
/// </summary>
/// <remarks>
/// It reads frame headers only (RFC 6455, section 5.2) and skips what they announce. It judges nothing: what is no valid
/// frame ends the connection where it is read. Not for concurrent use.
/// </remarks>
internal sealed class ControlFrameCount
{
    private const int MaskLength = 4;
    private const int LongestHeader = 10;
    private readonly byte[] _header = new byte[LongestHeader];
    private int _have;
    private ulong _skip;

    /// <summary>How many control frames have a header that ends among these bytes.</summary>
    public int Add(ReadOnlySpan<byte> received)
    {
        var count = 0;
        while (!received.IsEmpty)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, (ulong)received.Length);
                _skip -= (ulong)skipped;
                received = received[skipped..];
                continue;
            }

            _header[_have++] = received[0];
            received = received[1..];
            if (_have >= 2 && _have == HeaderLength)
            {
                count += (_header[0] & 0x08) != 0 ? 1 : 0;
                _skip = PayloadLength + (IsMasked ? MaskLength : 0UL);
                _have = 0;
            }
        }

        return count;
    }

    private bool IsMasked => (_header[1] & 0x80) != 0;

    private int HeaderLength => (_header[1] & 0x7f) switch { 126 => 4, 127 => LongestHeader, _ => 2 };

    private ulong PayloadLength => (_header[1] & 0x7f) switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)),
        127 => BinaryPrimitives.ReadUInt64BigEndian(_header.AsSpan(2)) & long.MaxValue,
        var length => (ulong)length,
    };
}
