using Clockit.SignalingService.Application.Rooms;
using System.Security.Claims;
using Clockit.SignalingService.Domain;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>A hub connection of this node and the rooms that it is in.</summary>
public sealed class LocalConnection(string id, ClaimsPrincipal user, TokenBucket calls)
{
    private readonly Dictionary<Guid, Membership> _rooms = [];
    private readonly SemaphoreSlim _gate = new(1, 1);

    public string Id { get; } = id;

    /// <summary>Whose it is.</summary>
    public ClaimsPrincipal User { get; } = user;

    /// <summary>How much the connection may still ask for.</summary>
    public TokenBucket Calls { get; } = calls;

    /// <summary>
    /// Waits until nothing else joins or leaves for this connection. The rooms may be read and changed until the result
    /// is disposed of: what the shared store has of this connection then agrees with them, or will be made to.
    /// </summary>
    public async Task<Rooms> LockAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        return new Rooms(this);
    }

    /// <summary>The rooms of a connection, while they are locked.</summary>
    public sealed class Rooms(LocalConnection connection) : IDisposable
    {
        /// <summary>The rooms, or nothing once the connection is closed.</summary>
        public IReadOnlyDictionary<Guid, Membership> All => connection._rooms;

        /// <summary>Whether the connection is gone, so that it can join nothing any more.</summary>
        public bool IsClosed { get; private set; } = connection._closed;

        public Membership? Find(Guid streamId) => connection._rooms.GetValueOrDefault(streamId);

        public void Set(Guid streamId, Membership membership) => connection._rooms[streamId] = membership;

        public bool Remove(Guid streamId) => connection._rooms.Remove(streamId);

        /// <summary>Forgets all rooms and lets the connection join no more.</summary>
        public void Close()
        {
            connection._closed = IsClosed = true;
            connection._rooms.Clear();
        }

        public void Dispose() => connection._gate.Release();
    }

    private bool _closed;
}

/// <param name="Viewer">As whom the connection is counted; null for the host.</param>
/// <param name="IsBroadcaster">Whether it asked to send the room's media.</param>
/// <param name="Media">How it sends it.</param>
/// <param name="GetsMedia">Whether the room's media is for it too, as far as a broadcaster's browser sends it.</param>
public sealed record Membership(ViewerKey? Viewer, bool IsBroadcaster, RoomMedia Media, bool GetsMedia);
