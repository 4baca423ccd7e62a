using System.Buffers;
using System.Text;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Rooms;

namespace Clockit.Realtime.Tests.Brokers;

public sealed class WireTests
{
    private static readonly RoomMessage Message = new(MessageClass.Latest, "counter\nschlüssel", "{}\u001e"u8.ToArray());

    [Fact]
    public void What_is_written_is_read()
    {
        var writer = new ArrayBufferWriter<byte>();
        Wire.WriteRoomMessage(writer, Message with { Except = ["a:1", "b:2"] });
        Wire.WriteTrace(writer, "00-trace");
        writer.Write(Wire.Message(Wire.Kind.Users, ["ada", "bob"], Message with { Class = MessageClass.Recoverable, Key = null }));
        writer.Write(Wire.Membership(Wire.Kind.AddToRoom, "a:1", "room", "node", 7));
        writer.Write(Wire.Done(long.MaxValue));

        var records = Wire.Read(writer.WrittenMemory).ToArray();

        Assert.Equal([Wire.Kind.Room, Wire.Kind.Trace, Wire.Kind.Users, Wire.Kind.AddToRoom, Wire.Kind.Done], records.Select(record => record.Kind));
        Assert.Equal(MessageClass.Latest, records[0].Message.Class);
        Assert.Equal("counter\nschlüssel", records[0].Message.Key);
        Assert.True(records[0].Message.Bytes.Span.SequenceEqual(Message.Bytes.Span));
        Assert.Equal(2, records[0].Message.Except!.Count);
        Assert.Equal("00-trace", records[1].Node);
        Assert.Equal("bob", records[2].Targets[1]);
        Assert.Equal(MessageClass.Recoverable, records[2].Message.Class);
        Assert.Null(records[2].Message.Key);
        Assert.Equal(("a:1", "room", "node", 7L), (records[3].Connection, records[3].Room, records[3].Node, records[3].Request));
        Assert.Equal(long.MaxValue, records[4].Request);
    }

    [Fact]
    public void A_later_versions_kinds_fields_and_classes_are_tolerated()
    {
        byte[] unknownKind = [0, 0, 0, 3, 99, 1, 2];
        byte[] longerDone = [0, 0, 0, 11, 6, 0, 0, 0, 0, 0, 0, 0, 5, 42, 42];
        byte[] unknownClass = [0, 0, 0, 10 + 1, 1, 0, 0, 9, 0, 0, 0, 0, 0, 1, (byte)'x'];

        var records = Wire.Read((byte[])[.. unknownKind, .. longerDone, .. unknownClass]).ToArray();

        Assert.Equal(2, records.Length);
        Assert.Equal(5, records[0].Request);
        Assert.Equal(MessageClass.Critical, records[1].Message.Class);
        Assert.Equal("x", Encoding.UTF8.GetString(records[1].Message.Bytes.Span));
    }

    [Fact]
    public void Damaged_publications_are_cut_off_where_they_are_damaged()
    {
        var writer = new ArrayBufferWriter<byte>();
        Wire.WriteRoomMessage(writer, Message);
        var one = writer.WrittenCount;
        Wire.WriteRoomMessage(writer, Message);

        for (var length = 0; length < writer.WrittenCount; length++)
        {
            Assert.Equal(length < one ? 0 : 1, Wire.Read(writer.WrittenMemory[..length]).Count());
        }
    }

    [Fact]
    public void No_bytes_whatever_make_a_reader_fail()
    {
        var random = new Random(20_26);
        var writer = new ArrayBufferWriter<byte>();
        Wire.WriteRoomMessage(writer, Message with { Except = ["a:1"] });
        writer.Write(Wire.Membership(Wire.Kind.AddToRoom, "a:1", "room", "node", 7));
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = writer.WrittenSpan.ToArray();
            for (var i = 0; i < 3; i++)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Assert.InRange(Wire.Read(bytes).Count(), 0, 40);
        }
    }
}
