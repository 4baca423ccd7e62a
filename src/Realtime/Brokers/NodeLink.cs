using System.Collections.Concurrent;
using Clockit.Realtime.Rooms;

namespace Clockit.Realtime.Brokers;

/// <summary>
/// How the nodes of one hub speak to each other beside the rooms: one channel per node for what concerns its
/// connections, and one that all nodes read for what concerns users.
/// </summary>
internal sealed class NodeLink : IDisposable
{
    private const int MaxOpenNodes = 256;

    private readonly IRealtimeBroker _broker;
    private readonly string _prefix;
    private readonly RoomContext _context;
    private readonly Action<Wire.Record> _receive;
    private readonly IBrokerChannel _own;
    private readonly IBrokerChannel _users;
    private readonly Lazy<Task> _listening;
    private readonly ConcurrentDictionary<string, IBrokerChannel> _nodes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _requests = new();
    private long _lastRequest;

    public NodeLink(IRealtimeBroker broker, string prefix, RoomContext context, Action<Wire.Record> receive)
    {
        (_broker, _prefix, _context, _receive) = (broker, prefix, context, receive);
        var patience = context.Options.SubscribeTimeout;
        _own = broker.Open(NodeChannel(broker.NodeId));
        _users = broker.Open(prefix + "users");
        _listening = new Lazy<Task>(() => Task.WhenAll(
            _own.SubscribeAsync(Receive, patience), _users.SubscribeAsync(Receive, patience)));
    }

    /// <summary>Begins to listen, once; completes when what other nodes send arrives here.</summary>
    public Task ListenAsync() => _listening.Value;

    /// <summary>Whether an id names a connection of another node.</summary>
    public bool IsElsewhere(string connectionId) =>
        NodeIdentity.NodeOf(connectionId) is { } node && !string.Equals(node, _broker.NodeId, StringComparison.Ordinal);

    /// <summary>Sends to connections of other nodes: one publication per node.</summary>
    public Task SendAsync(IEnumerable<string> connectionIds, RoomMessage message) =>
        Task.WhenAll(connectionIds
            .GroupBy(id => NodeIdentity.NodeOf(id)!, StringComparer.Ordinal)
            .Select(node => PublishAsync(NodeChannelOf(node.Key), Wire.Message(Wire.Kind.Connections, [.. node], message))));

    public Task SendToUsersAsync(IReadOnlyList<string> userIds, RoomMessage message) =>
        PublishAsync(_users, Wire.Message(Wire.Kind.Users, userIds, message));

    /// <summary>
    /// Has another node add or remove one of its connections; completes when it did. A node that does not answer within
    /// the subscribe timeout is gone, and its connections with it.
    /// </summary>
    public async Task ChangeMembershipAsync(Wire.Kind kind, string connectionId, string room)
    {
        if (!IsElsewhere(connectionId))
        {
            return;
        }

        await ListenAsync();
        var request = Interlocked.Increment(ref _lastRequest);
        var done = _requests[request] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await PublishAsync(
                NodeChannelOf(NodeIdentity.NodeOf(connectionId)!), Wire.Membership(kind, connectionId, room, _broker.NodeId, request));
            await done.Task.WaitAsync(_context.Options.SubscribeTimeout, _context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _requests.TryRemove(request, out _);
        }
    }

    /// <summary>Tells another node that its request is done; it stops waiting by itself when that gets lost.</summary>
    public void Confirm(string node, long request) => _context.Metrics.Published(NodeChannelOf(node).PublishAsync(Wire.Done(request)));

    public void Dispose()
    {
        if (_listening.IsValueCreated)
        {
            _ = _own.UnsubscribeAsync();
            _ = _users.UnsubscribeAsync();
        }
    }

    private string NodeChannel(string node) => $"{_prefix}node:{node}";

    private IBrokerChannel NodeChannelOf(string node)
    {
        // Nodes come and go under new names; a channel for publishing costs nothing to open again.
        if (_nodes.Count >= MaxOpenNodes)
        {
            _nodes.Clear();
        }

        return _nodes.GetOrAdd(node, name => _broker.Open(NodeChannel(name)));
    }

    private Task PublishAsync(IBrokerChannel channel, byte[] payload)
    {
        var publication = channel.PublishAsync(payload);
        _context.Metrics.Published(publication);
        return publication;
    }

    private void Receive(ReadOnlyMemory<byte> payload)
    {
        foreach (var record in Wire.Read(payload))
        {
            if (record.Kind == Wire.Kind.Done)
            {
                if (_requests.TryGetValue(record.Request, out var done))
                {
                    done.TrySetResult();
                }
            }
            else
            {
                _receive(record);
            }
        }
    }
}
