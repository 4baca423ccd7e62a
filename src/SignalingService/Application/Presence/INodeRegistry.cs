using Clockit.ServiceDefaults.Errors;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// The nodes and what each of them put into the rooms, so that a dead node's connections stop counting. Every method
/// throws <see cref="ServiceUnavailableException"/> when the store does not answer.
/// </summary>
public interface INodeRegistry
{
    /// <summary>Gives a sign of life of this node.</summary>
    Task<Beat> BeatAsync(TimeSpan lease);

    /// <summary>What the store has of this node.</summary>
    Task<IReadOnlySet<RoomConnection>> ReadOwnAsync();

    /// <summary>
    /// Takes up to <paramref name="limit"/> connections of a dead node out of their rooms; none when the node lives
    /// after all. Several nodes may sweep the same one.
    /// </summary>
    Task<IReadOnlyList<Departure>> SweepAsync(string nodeId, int limit);

    /// <summary>Stops counting viewers whose heartbeats have expired.</summary>
    Task ExpireHeartbeatsAsync();

    /// <summary>Says that this node ends, so that the others need not wait for its lease.</summary>
    Task RetireAsync();
}

/// <param name="LeaseWasLost">Whether the node was taken for dead (or is new), so that what it had may be gone.</param>
/// <param name="DeadNodes">Nodes to sweep.</param>
public sealed record Beat(bool LeaseWasLost, IReadOnlyList<string> DeadNodes);

/// <summary>A connection in a room.</summary>
public readonly record struct RoomConnection(Guid StreamId, string ConnectionId);

/// <param name="Connection">Who left which room.</param>
/// <param name="Broadcaster">The connection to tell, if any.</param>
public sealed record Departure(RoomConnection Connection, string? Broadcaster);
