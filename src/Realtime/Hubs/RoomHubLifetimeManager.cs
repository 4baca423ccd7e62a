using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Rooms;
using Clockit.Realtime.Sending;
using Clockit.Realtime.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Hubs;

/// <summary>
/// A hub's groups as rooms that span the nodes. A send returns once its room has taken it (see
/// <see cref="RealtimeOptions.MaxGatheredBytes"/>), before anyone has received it; nobody waits for a slow reader.
/// Within a room everyone sees one sender's messages in the order of its sends. Everyone connected to the hub is one
/// more room. Who leaves a group or is removed still gets what was sent to it before, and nothing after.
/// </summary>
public sealed class RoomHubLifetimeManager<THub> : HubLifetimeManager<THub>, IDisposable
    where THub : Hub
{
    private const string Everyone = "";

    private readonly ConcurrentDictionary<string, SendQueue> _connections = new(StringComparer.Ordinal);
    private readonly UserIndex _users = new();
    private readonly ClientResults _results = new();
    private readonly RoomContext _context;
    private readonly RoomDirectory _rooms;
    private readonly RoomDirectory _lobby;
    private readonly NodeLink _nodes;

    public RoomHubLifetimeManager(
        IRealtimeBroker broker, IHubProtocolResolver protocols, IOptions<RealtimeOptions> options, RealtimeMetrics metrics, TimeProvider time,
        ILogger<RoomHubLifetimeManager<THub>>? logger = null)
    {
        var protocol = protocols.GetProtocol(Frame.Protocol, supportedProtocols: null)
            ?? throw new InvalidOperationException("The JSON hub protocol is not registered.");
        _context = new RoomContext(options.Value, metrics, protocol, time) { Logger = logger ?? (ILogger)NullLogger.Instance };
        var prefix = $"{options.Value.KeyPrefix}{typeof(THub).Name}:";
        _rooms = new RoomDirectory(broker, prefix + "room:", _context);
        _lobby = new RoomDirectory(broker, prefix + "everyone", _context);
        _nodes = new NodeLink(broker, prefix, _context, Receive);
    }

    /// <inheritdoc />
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var queue = new SendQueue(connection, _context);
        _connections[connection.ConnectionId] = queue;
        _context.Metrics.Connected();
        if (connection.UserIdentifier is { } user)
        {
            _users.Add(user, queue);
        }

        await Task.WhenAll(_nodes.ListenAsync(), _lobby.JoinAsync(Everyone, queue));
    }

    /// <inheritdoc />
    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (_connections.TryRemove(connection.ConnectionId, out var queue))
        {
            _context.Metrics.Disconnected();
            foreach (var room in queue.Close())
            {
                room.Leave(queue);
            }

            if (connection.UserIdentifier is { } user)
            {
                _users.Remove(user, queue);
            }
        }

        _results.Forget(connection.ConnectionId);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override Task SendAllAsync(string methodName, object?[] args, CancellationToken cancellationToken = default) =>
        _lobby.SendAsync(Everyone, _context.Encode(methodName, args));

    /// <summary>Sends to everyone but some, at most 65,535 of them.</summary>
    public override Task SendAllExceptAsync(
        string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default) =>
        _lobby.SendAsync(Everyone, Encode(methodName, args, excludedConnectionIds));

    /// <inheritdoc />
    public override Task SendGroupAsync(string groupName, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupName);
        return _rooms.SendAsync(groupName, _context.Encode(methodName, args));
    }

    /// <summary>Sends to a group but some of it, at most 65,535 connections.</summary>
    public override Task SendGroupExceptAsync(
        string groupName, string methodName, object?[] args, IReadOnlyList<string> excludedConnectionIds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupName);
        return _rooms.SendAsync(groupName, Encode(methodName, args, excludedConnectionIds));
    }

    /// <inheritdoc />
    public override Task SendGroupsAsync(
        IReadOnlyList<string> groupNames, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groupNames);
        var message = _context.Encode(methodName, args);
        return Task.WhenAll(groupNames.Select(group => _rooms.SendAsync(group, message)));
    }

    /// <summary>
    /// Sends to one connection on whichever node its id names; to one that is gone, nothing happens. To a connection of
    /// another node the task completes when the broker took the message.
    /// </summary>
    /// <exception cref="BrokerUnavailableException">The connection is on another node, which cannot be reached now.</exception>
    public override Task SendConnectionAsync(
        string connectionId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        return SendConnectionsAsync([connectionId], methodName, args, cancellationToken);
    }

    /// <inheritdoc cref="SendConnectionAsync" />
    public override Task SendConnectionsAsync(
        IReadOnlyList<string> connectionIds, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionIds);
        var message = _context.Encode(methodName, args);
        var elsewhere = Post(connectionIds, message);
        return elsewhere is null ? Task.CompletedTask : _nodes.SendAsync(elsewhere, message);
    }

    /// <inheritdoc />
    public override Task SendUserAsync(string userId, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userId);
        return SendUsersAsync([userId], methodName, args, cancellationToken);
    }

    /// <summary>Sends to every connection of the users, here at once and on the other nodes through the broker.</summary>
    /// <exception cref="BrokerUnavailableException">Other nodes cannot be reached now; here it was delivered.</exception>
    public override Task SendUsersAsync(
        IReadOnlyList<string> userIds, string methodName, object?[] args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var message = _context.Encode(methodName, args);
        _users.Post(userIds, message);
        return _nodes.SendToUsersAsync(userIds, message);
    }

    /// <summary>
    /// Adds a connection of any node to a group. When the task completes, what is sent from then on, on any node,
    /// reaches it (while the broker is reachable).
    /// </summary>
    public override Task AddToGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        ArgumentNullException.ThrowIfNull(groupName);
        return _connections.TryGetValue(connectionId, out var queue)
            ? _rooms.JoinAsync(groupName, queue)
            : _nodes.ChangeMembershipAsync(Wire.Kind.AddToRoom, connectionId, groupName);
    }

    /// <inheritdoc />
    public override Task RemoveFromGroupAsync(string connectionId, string groupName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        ArgumentNullException.ThrowIfNull(groupName);
        if (_connections.TryGetValue(connectionId, out var queue))
        {
            _rooms.Leave(groupName, queue);
            return Task.CompletedTask;
        }

        return _nodes.ChangeMembershipAsync(Wire.Kind.RemoveFromRoom, connectionId, groupName);
    }

    /// <summary>Asks a connection of this node for a result.</summary>
    /// <exception cref="NotSupportedException">The connection is on another node.</exception>
    /// <exception cref="IOException">The connection does not exist or ended before it answered.</exception>
    public override async Task<T> InvokeConnectionAsync<T>(
        string connectionId, string methodName, object?[] args, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        // Before the connection is looked up, so that one that goes at this moment fails it.
        var (invocationId, result) = _results.Add<T>(connectionId);
        try
        {
            if (!_connections.TryGetValue(connectionId, out var queue))
            {
                throw _nodes.IsElsewhere(connectionId)
                    ? new NotSupportedException("Results can be asked only of connections on the same node.")
                    : new IOException($"Connection '{connectionId}' does not exist.");
            }

            await queue.Connection.WriteAsync(new InvocationMessage(invocationId, methodName, args), cancellationToken);
            return (T)(await result.WaitAsync(cancellationToken))!;
        }
        finally
        {
            _results.Remove(invocationId);
        }
    }

    /// <inheritdoc />
    public override Task SetConnectionResultAsync(string connectionId, CompletionMessage result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _results.Complete(connectionId, result);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override bool TryGetReturnType(string invocationId, [NotNullWhen(true)] out Type? type) =>
        _results.TryGetType(invocationId, out type);

    public void Dispose()
    {
        _rooms.Dispose();
        _lobby.Dispose();
        _nodes.Dispose();
    }

    private RoomMessage Encode(string method, object?[] arguments, IReadOnlyList<string> except)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(except.Count, ushort.MaxValue, nameof(except));
        return _context.Encode(method, arguments) with { Except = except };
    }

    /// <summary>Posts to those connections that are here and gives the others.</summary>
    private List<string>? Post(IReadOnlyList<string> connectionIds, RoomMessage message)
    {
        var batch = new RoomBatch(Everyone, [message]);
        List<string>? elsewhere = null;
        foreach (var id in connectionIds)
        {
            if (_connections.TryGetValue(id, out var queue))
            {
                queue.Post(batch);
                _context.Metrics.Delivered(1);
            }
            else if (_nodes.IsElsewhere(id))
            {
                (elsewhere ??= []).Add(id);
            }
        }

        return elsewhere;
    }

    private void Receive(Wire.Record record)
    {
        switch (record.Kind)
        {
            case Wire.Kind.Connections:
                Post(record.Targets, record.Message);
                break;
            case Wire.Kind.Users:
                _users.Post(record.Targets, record.Message);
                break;
            case Wire.Kind.AddToRoom or Wire.Kind.RemoveFromRoom:
                _ = ChangeMembershipAsync(record);
                break;
        }
    }

    private async Task ChangeMembershipAsync(Wire.Record request)
    {
        if (_connections.TryGetValue(request.Connection, out var queue))
        {
            if (request.Kind == Wire.Kind.AddToRoom)
            {
                await _rooms.JoinAsync(request.Room, queue);
            }
            else
            {
                _rooms.Leave(request.Room, queue);
            }
        }

        _nodes.Confirm(request.Node, request.Request);
    }
}
