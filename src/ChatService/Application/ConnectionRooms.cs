namespace Clockit.ChatService.Application;

/// <summary>The rooms that one connection is in. Safe for concurrent use: a connection can end during its last call.</summary>
public sealed class ConnectionRooms(string connectionId)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Guid?> _rooms = [];
    private bool _closed;

    public string ConnectionId => connectionId;

    /// <summary>Whether the connection is in the room.</summary>
    public bool Contains(Guid streamId)
    {
        lock (_gate)
        {
            return _rooms.ContainsKey(streamId);
        }
    }

    /// <summary>Notes a room. False when there are <paramref name="capacity"/> already, or the connection has ended.</summary>
    public bool TryAdd(Guid streamId, Guid? accountId, int capacity)
    {
        lock (_gate)
        {
            return !_closed && _rooms.Count < capacity && _rooms.TryAdd(streamId, accountId);
        }
    }

    /// <summary>Forgets a room. False when the connection is not in it.</summary>
    public bool Remove(Guid streamId, out Guid? accountId)
    {
        lock (_gate)
        {
            return _rooms.Remove(streamId, out accountId);
        }
    }

    /// <summary>The connection has ended: no room is added any more. Gives the rooms that it was in.</summary>
    public Guid[] Close()
    {
        lock (_gate)
        {
            _closed = true;
            return [.. _rooms.Keys];
        }
    }
}
