using System.Buffers.Binary;

namespace Clockit.Bench.Fanout;

/// <summary>A message, and whether it is compressed.</summary>
internal delegate void MessageAction(ReadOnlySpan<byte> message, bool isDeflated);

/// <summary>
/// Makes messages of what one connection receives, however it is cut into reads and frames (RFC 6455, section 5.2). What
/// comes whole in one read, which is almost everything, is not copied.
/// </summary>
internal sealed class FrameParser
{
    private const int Final = 0x80;
    private const int Deflated = 0x40;
    private const int Control = 0x08;
    private const int Opcode = 0x0f;

    private byte[] _rest = [];
    private int _restLength;
    private byte[] _message = [];
    private int _messageLength;
    private bool _isDeflated;

    public void Take(ReadOnlySpan<byte> bytes, MessageAction act)
    {
        if (_restLength > 0)
        {
            Append(ref _rest, ref _restLength, bytes);
            bytes = _rest.AsSpan(0, _restLength);
        }

        while (TryFrame(bytes, out var header, out var length))
        {
            Frame(bytes[0], bytes.Slice(header, length), act);
            bytes = bytes[(header + length)..];
        }

        if (bytes.IsEmpty)
        {
            // Most connections never cut a frame: none keeps a buffer for it.
            (_rest, _restLength) = ([], 0);
        }
        else if (_restLength > 0)
        {
            bytes.CopyTo(_rest);
            _restLength = bytes.Length;
        }
        else
        {
            Append(ref _rest, ref _restLength, bytes);
        }
    }

    private void Frame(byte first, ReadOnlySpan<byte> payload, MessageAction act)
    {
        if ((first & Control) != 0)
        {
            return;
        }

        // Only a message's first frame says whether it is compressed.
        _isDeflated = (first & Opcode) == 0 ? _isDeflated : (first & Deflated) != 0;
        if (_messageLength == 0 && (first & Final) != 0)
        {
            act(payload, _isDeflated);
            return;
        }

        Append(ref _message, ref _messageLength, payload);
        if ((first & Final) != 0)
        {
            act(_message.AsSpan(0, _messageLength), _isDeflated);
            _messageLength = 0;
        }
    }

    // Server frames have no mask.
    private static bool TryFrame(ReadOnlySpan<byte> bytes, out int header, out int length)
    {
        (header, length) = (2, 0);
        if (bytes.Length < header)
        {
            return false;
        }

        length = bytes[1];
        header = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < header)
        {
            return false;
        }

        length = header switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            10 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])),
            _ => length,
        };
        return bytes.Length - header >= length;
    }

    private static void Append(ref byte[] buffer, ref int length, ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length < length + bytes.Length)
        {
            Array.Resize(ref buffer, Math.Max(length + bytes.Length, buffer.Length * 2));
        }

        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
