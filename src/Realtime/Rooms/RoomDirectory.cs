using System.Collections.Concurrent;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Sending;

namespace Clockit.Realtime.Rooms;

/// <summary>The rooms that this node knows of: those with members here, and for a while those that had some or were sent to.</summary>
internal sealed class RoomDirectory : IDisposable
{
    private readonly ConcurrentDictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Func<string, Room> _open;
    private readonly ITimer _sweep;

    public RoomDirectory(IRealtimeBroker broker, string channelPrefix, RoomContext context)
    {
        _open = name => new Room(name, context.Options.IsLocal(name) ? LocalChannel.Instance : broker.Open(channelPrefix + name), context);
        var often = TimeSpan.FromMilliseconds(Math.Max(context.Options.UnsubscribeDelay.TotalMilliseconds / 2, 100));
        _sweep = context.Time.CreateTimer(_ => Sweep(), state: null, often, often);
    }

    /// <summary>How many rooms are known right now.</summary>
    public int Count => _rooms.Count;

    /// <summary>Adds a member; the task completes when other nodes' messages reach it.</summary>
    public Task JoinAsync(string name, SendQueue member)
    {
        while (true)
        {
            var room = _rooms.GetOrAdd(name, _open);
            if (!member.TryEnter(room))
            {
                return Task.CompletedTask;
            }

            if (room.TryJoin(member, out var subscribed))
            {
                // The connection may have closed in between, before it was in the room's list of members.
                if (!member.IsIn(room))
                {
                    room.Leave(member);
                }

                return subscribed;
            }

            member.TryExit(room);
        }
    }

    public void Leave(string name, SendQueue member)
    {
        if (_rooms.TryGetValue(name, out var room) && member.TryExit(room))
        {
            room.Leave(member);
        }
    }

    public Task SendAsync(string name, RoomMessage message)
    {
        while (true)
        {
            if (_rooms.GetOrAdd(name, _open).TrySend(message, out var accepted))
            {
                return accepted;
            }
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        foreach (var room in _rooms.Values)
        {
            _ = room.CloseAsync();
        }
    }

    private void Sweep()
    {
        foreach (var (name, room) in _rooms)
        {
            if (room.TryRetire())
            {
                _rooms.TryRemove(KeyValuePair.Create(name, room));
                _ = room.CloseAsync();
            }
        }
    }
}
