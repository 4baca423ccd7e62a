using Clockit.Realtime.Rooms;

namespace Clockit.Realtime;

/// <summary>Which connections of this node belong to which user.</summary>
internal sealed class UserIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<Outbox>> _connections = new(StringComparer.Ordinal);

    public void Add(string user, Outbox connection)
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

    public void Remove(string user, Outbox connection)
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
            Outbox[] connections;
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
