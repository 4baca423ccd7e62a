using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Clockit.Realtime.Rooms;

namespace Clockit.Realtime.Brokers;

/// <summary>
/// What nodes say to each other, as a sequence of records in one publication:
/// <code>
/// record  := length:u32 kind:u8 body            length counts kind and body
/// text    := length:u16 UTF-8 bytes             at most 65,535 bytes
/// texts   := count:u16 text*
/// message := class:u8 key:text length:u32 bytes  an empty key stands for none
/// kind 1  a message to the room of this channel   except:texts message
/// kind 2  a message to connections of this node   connections:texts message
/// kind 3  a message to users, wherever they are   users:texts message
/// kind 4  add a connection of this node to a room connection:text room:text node:text request:u64
/// kind 5  remove it                               as kind 4
/// kind 6  a request of this node is done          request:u64
/// kind 7  the trace that the publication belongs to   traceparent:text (W3C)
/// </code>
/// Numbers are big-endian. Readers skip records of an unknown kind and whatever follows the fields that they know, and
/// stop at a record that does not fit its publication; so fields can be appended and kinds be added.
/// </summary>
internal static class Wire
{
    public enum Kind : byte
    {
        Room = 1,
        Connections = 2,
        Users = 3,
        AddToRoom = 4,
        RemoveFromRoom = 5,
        Done = 6,
        Trace = 7,
    }

    /// <summary>One record; which members mean something depends on <paramref name="Kind"/> (<paramref name="Node"/> holds a trace's text too).</summary>
    internal readonly record struct Record(
        Kind Kind, RoomMessage Message, IReadOnlyList<string> Targets, string Connection, string Room, string Node, long Request);

    private static readonly RoomMessage NoMessage = new(MessageClass.Critical, Key: null, ReadOnlyMemory<byte>.Empty);

    public static void WriteRoomMessage(ArrayBufferWriter<byte> writer, RoomMessage message) =>
        WriteMessage(writer, Kind.Room, message.Except ?? [], message);

    public static void WriteTrace(ArrayBufferWriter<byte> writer, string traceparent)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(writer, 4), (uint)(1 + TextLength(traceparent)));
        Reserve(writer, 1)[0] = (byte)Kind.Trace;
        WriteText(writer, traceparent);
    }

    public static byte[] Message(Kind kind, IReadOnlyList<string> targets, RoomMessage message)
    {
        var writer = new ArrayBufferWriter<byte>(message.Bytes.Length + 128);
        WriteMessage(writer, kind, targets, message);
        return writer.WrittenSpan.ToArray();
    }

    public static byte[] Membership(Kind kind, string connection, string room, string node, long request)
    {
        var body = new ArrayBufferWriter<byte>(128);
        WriteText(body, connection);
        WriteText(body, room);
        WriteText(body, node);
        BinaryPrimitives.WriteInt64BigEndian(Reserve(body, 8), request);
        return Finish(kind, body);
    }

    public static byte[] Done(long request)
    {
        var body = new ArrayBufferWriter<byte>(8);
        BinaryPrimitives.WriteInt64BigEndian(Reserve(body, 8), request);
        return Finish(Kind.Done, body);
    }

    public static IEnumerable<Record> Read(ReadOnlyMemory<byte> payload)
    {
        while (payload.Length > 4)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(payload.Span);
            if (length == 0 || length > payload.Length - 4)
            {
                yield break;
            }

            if (TryReadRecord(payload.Slice(4, (int)length), out var record))
            {
                yield return record;
            }

            payload = payload[(4 + (int)length)..];
        }
    }

    private static bool TryReadRecord(ReadOnlyMemory<byte> bytes, out Record record)
    {
        record = default;
        var reader = new Reader(bytes[1..]);
        switch ((Kind)bytes.Span[0])
        {
            case Kind.Room or Kind.Connections or Kind.Users:
                if (!reader.TryTexts(out var targets) || !reader.TryMessage(out var message))
                {
                    return false;
                }

                message = targets.Count > 0 && (Kind)bytes.Span[0] == Kind.Room ? message with { Except = targets } : message;
                record = new Record((Kind)bytes.Span[0], message, targets, string.Empty, string.Empty, string.Empty, 0);
                return true;
            case Kind.AddToRoom or Kind.RemoveFromRoom:
                if (!reader.TryText(out var connection) || !reader.TryText(out var room)
                    || !reader.TryText(out var node) || !reader.TryNumber(out var request))
                {
                    return false;
                }

                record = new Record((Kind)bytes.Span[0], NoMessage, [], connection, room, node, request);
                return true;
            case Kind.Done:
                if (!reader.TryNumber(out var done))
                {
                    return false;
                }

                record = new Record(Kind.Done, NoMessage, [], string.Empty, string.Empty, string.Empty, done);
                return true;
            case Kind.Trace:
                if (!reader.TryText(out var traceparent))
                {
                    return false;
                }

                record = new Record(Kind.Trace, NoMessage, [], string.Empty, string.Empty, traceparent, 0);
                return true;
            default:
                return false;
        }
    }

    private static void WriteMessage(ArrayBufferWriter<byte> writer, Kind kind, IReadOnlyList<string> targets, RoomMessage message)
    {
        var length = 1 + 2 + targets.Sum(TextLength) + 1 + TextLength(message.Key ?? string.Empty) + 4 + message.Bytes.Length;
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(writer, 4), (uint)length);
        Reserve(writer, 1)[0] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(writer, 2), checked((ushort)targets.Count));
        foreach (var target in targets)
        {
            WriteText(writer, target);
        }

        Reserve(writer, 1)[0] = (byte)message.Class;
        WriteText(writer, message.Key ?? string.Empty);
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(writer, 4), (uint)message.Bytes.Length);
        writer.Write(message.Bytes.Span);
    }

    private static byte[] Finish(Kind kind, ArrayBufferWriter<byte> body)
    {
        var record = new byte[4 + 1 + body.WrittenCount];
        BinaryPrimitives.WriteUInt32BigEndian(record, (uint)(1 + body.WrittenCount));
        record[4] = (byte)kind;
        body.WrittenSpan.CopyTo(record.AsSpan(5));
        return record;
    }

    private static int TextLength(string text) => 2 + Encoding.UTF8.GetByteCount(text);

    private static void WriteText(ArrayBufferWriter<byte> writer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(writer, 2), checked((ushort)length));
        Encoding.UTF8.GetBytes(text, Reserve(writer, length));
    }

    private static Span<byte> Reserve(ArrayBufferWriter<byte> writer, int length)
    {
        var span = writer.GetSpan(length)[..length];
        writer.Advance(length);
        return span;
    }

    private struct Reader(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public bool TryNumber(out long number)
        {
            number = 0;
            if (!TryTake(8, out var bytes))
            {
                return false;
            }

            number = BinaryPrimitives.ReadInt64BigEndian(bytes.Span);
            return true;
        }

        public bool TryText(out string text)
        {
            text = string.Empty;
            if (!TryTake(2, out var length) || !TryTake(BinaryPrimitives.ReadUInt16BigEndian(length.Span), out var bytes))
            {
                return false;
            }

            text = Encoding.UTF8.GetString(bytes.Span);
            return true;
        }

        public bool TryTexts(out IReadOnlyList<string> texts)
        {
            texts = [];
            if (!TryTake(2, out var count))
            {
                return false;
            }

            var many = BinaryPrimitives.ReadUInt16BigEndian(count.Span);
            if (many == 0)
            {
                return true;
            }

            var list = new List<string>(Math.Min((int)many, 64));
            for (var i = 0; i < many; i++)
            {
                if (!TryText(out var text))
                {
                    return false;
                }

                list.Add(text);
            }

            texts = list;
            return true;
        }

        public bool TryMessage(out RoomMessage message)
        {
            message = NoMessage;
            if (!TryTake(1, out var @class) || !TryText(out var key) || !TryTake(4, out var length)
                || !TryTake(BinaryPrimitives.ReadUInt32BigEndian(length.Span), out var bytes))
            {
                return false;
            }

            // A class that this version does not know is treated as the one that loses nothing.
            var known = (MessageClass)@class.Span[0] switch
            {
                MessageClass.Recoverable => MessageClass.Recoverable,
                MessageClass.Latest when key.Length > 0 => MessageClass.Latest,
                _ => MessageClass.Critical,
            };
            message = new RoomMessage(known, key.Length == 0 ? null : key, bytes);
            return true;
        }

        private bool TryTake(long length, out ReadOnlyMemory<byte> bytes)
        {
            bytes = default;
            if (length > _rest.Length)
            {
                return false;
            }

            bytes = _rest[..(int)length];
            _rest = _rest[(int)length..];
            return true;
        }
    }
}
