using System.Buffers;
using System.Runtime.InteropServices;
using Clockit.Realtime.Rooms;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Clockit.Realtime.Sending;

/// <summary>What waits for one slow connection, in order, bounded per class. Not safe for several threads.</summary>
internal sealed class WaitingMessages(RoomContext context)
{
    private const int MaxBytesPerWrite = 64 * 1024;

    private readonly LinkedList<Slot> _slots = [];
    private readonly Dictionary<(string Room, string Key), LinkedListNode<Slot>> _latest = [];
    private readonly Dictionary<string, Slot> _gaps = new(StringComparer.Ordinal);
    private int _criticalBytes;
    private int _recoverableBytes;
    private int _latestBytes;

    public int Bytes => _criticalBytes + _recoverableBytes + _latestBytes;

    /// <summary>How many places are taken.</summary>
    public int Count => _slots.Count;

    /// <summary>False when the bound of its class is reached and the connection cannot go on.</summary>
    public bool TryAdd(string room, RoomMessage message)
    {
        switch (message.Class)
        {
            case MessageClass.Latest:
                AddLatest(room, message);
                return true;
            case MessageClass.Recoverable:
                _slots.AddLast(new Slot(room) { Message = message });
                _recoverableBytes += message.Bytes.Length;
                return _recoverableBytes <= context.Options.MaxQueuedRecoverableBytes || TryDropRecoverable();
            default:
                _slots.AddLast(new Slot(room) { Message = message });
                _criticalBytes += message.Bytes.Length;
                return _criticalBytes <= context.Options.MaxQueuedCriticalBytes;
        }
    }

    /// <summary>Takes as much from the front as one write should hold; null when nothing is left.</summary>
    public Frame? Take()
    {
        var writer = new ArrayBufferWriter<byte>(Frame.Headroom + Math.Clamp(Bytes, 256, MaxBytesPerWrite));
        writer.Advance(Frame.Headroom);
        while (writer.WrittenCount < MaxBytesPerWrite && _slots.First is { } first)
        {
            _slots.RemoveFirst();
            Write(first.Value, writer);
        }

        return writer.WrittenCount == Frame.Headroom ? null : new Frame(MemoryMarshal.AsMemory(writer.WrittenMemory));
    }

    private void AddLatest(string room, RoomMessage message)
    {
        var key = (room, message.Key!);
        if (_latest.TryGetValue(key, out var older))
        {
            _latestBytes += message.Bytes.Length - older.Value.Message!.Bytes.Length;
            older.Value.Message = message;
            context.Metrics.Dropped(MessageClass.Latest, 1, "superseded");
            return;
        }

        if (_latest.Count >= context.Options.MaxQueuedLatest)
        {
            DropOldestLatest();
        }

        _latest[key] = _slots.AddLast(new Slot(room) { Message = message });
        _latestBytes += message.Bytes.Length;
    }

    private void DropOldestLatest()
    {
        var oldest = _slots.First(slot => slot.Message?.Class == MessageClass.Latest);
        _latestBytes -= oldest.Message!.Bytes.Length;
        _latest.Remove((oldest.Room, oldest.Message.Key!), out var place);
        _slots.Remove(place!);
        context.Metrics.Dropped(MessageClass.Latest, 1, "overflow");
    }

    // All of them go, not the oldest: the reader must fetch what it missed anyway, and one gap is simpler than many.
    private bool TryDropRecoverable()
    {
        if (context.Options.GapMarker is null)
        {
            return false;
        }

        long dropped = 0;
        for (var (place, next) = (_slots.First, _slots.First?.Next); place is not null; (place, next) = (next, next?.Next))
        {
            if (place.Value.Message is not { Class: MessageClass.Recoverable })
            {
                continue;
            }

            dropped++;
            var room = place.Value.Room;
            if (!_gaps.TryGetValue(room, out var gap))
            {
                _gaps[room] = gap = new Slot(room);
                _slots.AddBefore(place, gap);
            }

            gap.Dropped++;
            _slots.Remove(place);
        }

        _recoverableBytes = 0;
        context.Metrics.Dropped(MessageClass.Recoverable, dropped, "overflow");
        return true;
    }

    private void Write(Slot slot, ArrayBufferWriter<byte> writer)
    {
        if (slot.Message is { } message)
        {
            writer.Write(message.Bytes.Span);
            switch (message.Class)
            {
                case MessageClass.Latest:
                    _latestBytes -= message.Bytes.Length;
                    _latest.Remove((slot.Room, message.Key!));
                    break;
                case MessageClass.Recoverable:
                    _recoverableBytes -= message.Bytes.Length;
                    break;
                default:
                    _criticalBytes -= message.Bytes.Length;
                    break;
            }
        }
        else
        {
            _gaps.Remove(slot.Room);
            var marker = context.Options.GapMarker!(new Gap(slot.Room, slot.Dropped));
            context.Protocol.WriteMessage(new InvocationMessage(marker.Method, [marker.Argument]), writer);
        }
    }

    /// <summary>A place in the queue: a message or the mark of a gap.</summary>
    private sealed class Slot(string room)
    {
        public string Room => room;

        public RoomMessage? Message { get; set; }

        public long Dropped { get; set; }
    }
}
