using Clockit.Realtime.Rooms;
using Clockit.Realtime.Sending;

namespace Clockit.Realtime.Hubs;

/// <summary>Which connections of this node belong to which user.</summary>
internal sealed class UserIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<SendQueue>> _connections = new(StringComparer.Ordinal);

    public void Add(string user, SendQueue connection)
    {
        lock (_gate)
        {
            if (!_connections.TryGetValue(user, out var all))
            {
                _connections[user] = all = [];
            }

            all.Add(connection);
        }
    }

    public void Remove(string user, SendQueue connection)
    {
        lock (_gate)
        {
            if (_connections.TryGetValue(user, out var all) && all.Remove(connection) && all.Count == 0)
            {
                _connections.Remove(user);
            }
        }
    }

    public void Post(IReadOnlyList<string> users, RoomMessage message)
    {
        var batch = new RoomBatch(string.Empty, [message]);
        foreach (var user in users)
        {
            SendQueue[] connections;
            lock (_gate)
            {
                connections = _connections.TryGetValue(user, out var all) ? [.. all] : [];
            }

            foreach (var connection in connections)
            {
                connection.Post(batch);
            }
        }
    }
}
