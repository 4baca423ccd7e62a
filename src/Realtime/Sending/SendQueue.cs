using Clockit.Realtime.Rooms;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.Realtime.Sending;

/// <summary>
/// What one connection is still to be sent. A reader that keeps up is written to at once and has no queue; while one
/// write is under way the rest waits here, within the bounds of its class, and then goes as one write. Nobody who
/// posts ever waits.
/// </summary>
internal sealed class SendQueue(HubConnectionContext connection, RoomContext context)
{
    private readonly Lock _gate = new();
    private readonly ISharedFrames? _shared = connection.Features.Get<ISharedFrames>();
    private HashSet<Room>? _rooms;
    private WaitingMessages? _queue;
    private bool _writing;
    private bool _closed;

    public string ConnectionId => connection.ConnectionId;

    public HubConnectionContext Connection => connection;

    public bool IsClosed => _closed;

    /// <summary>Queues a room's messages, or writes them when nothing is under way.</summary>
    public void Post(RoomBatch batch)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (_writing)
            {
                Queue(batch);
                return;
            }

            _writing = true;
        }

        Write(batch.Whole);
    }

    /// <summary>Notes a membership (again); false once the connection is closed.</summary>
    public bool TryEnter(Room room)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            (_rooms ??= []).Add(room);
            return true;
        }
    }

    public bool TryExit(Room room)
    {
        lock (_gate)
        {
            return _rooms is not null && _rooms.Remove(room);
        }
    }

    public bool IsIn(Room room)
    {
        lock (_gate)
        {
            return _rooms is not null && _rooms.Contains(room);
        }
    }

    /// <summary>Takes nothing more, forgets what waits, and says which rooms the connection was in.</summary>
    public IReadOnlyCollection<Room> Close()
    {
        lock (_gate)
        {
            Shut();
            var rooms = _rooms;
            _rooms = null;
            return rooms is null ? [] : rooms;
        }
    }

    private void Queue(RoomBatch batch)
    {
        _queue ??= new WaitingMessages(context);
        var before = _queue.Bytes;
        var fits = true;
        foreach (var message in batch.Messages)
        {
            fits &= _queue.TryAdd(batch.Room, message);
        }

        context.Metrics.Queued(_queue.Bytes - before);
        if (!fits)
        {
            context.Metrics.Disconnected("overflow");
            Shut();
            connection.Abort();
            // The hub may itself be waiting for this reader; only the end of the transport frees it.
            connection.Features.Get<IConnectionLifetimeFeature>()?.Abort();
        }
    }

    private void Shut()
    {
        _closed = true;
        if (_queue is not null)
        {
            context.Metrics.Queued(-_queue.Bytes);
            _queue = null;
        }
    }

    private void Write(Frame? frame)
    {
        while (frame is not null)
        {
            try
            {
                var write = _shared is null ? connection.WriteAsync(frame.HubMessage) : _shared.SendSharedAsync(frame);
                if (!write.IsCompleted)
                {
                    _ = FinishAsync(write);
                    return;
                }

                write.GetAwaiter().GetResult();
            }
            catch (Exception)
            {
                // A connection that cannot be written to is gone. The hub notices by itself, as its reading ends too.
            }

            frame = Next();
        }
    }

    private async Task FinishAsync(ValueTask write)
    {
        try
        {
            await write;
        }
        catch (Exception)
        {
            // A connection that cannot be written to is gone. The hub notices by itself, as its reading ends too.
        }

        Write(Next());
    }

    private Frame? Next()
    {
        lock (_gate)
        {
            Frame? frame = null;
            while (frame is null && !_closed && _queue is not null)
            {
                var before = _queue.Bytes;
                frame = _queue.Take();
                context.Metrics.Queued(_queue.Bytes - before);
                if (_queue.Count == 0)
                {
                    // Most slow moments are short: a connection at rest keeps no queue.
                    _queue = null;
                }
            }

            _writing = frame is not null;
            return frame;
        }
    }
}
