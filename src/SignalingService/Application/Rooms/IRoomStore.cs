using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Domain;

namespace Clockit.SignalingService.Application.Rooms;

/// <summary>
/// Who is in which room, on all nodes together. Every method is one atomic step and may be repeated: a repetition
/// changes nothing. Every method throws <see cref="ServiceUnavailableException"/> when the store does not answer; it is
/// then unknown whether the step was taken.
/// </summary>
public interface IRoomStore
{
    /// <summary>
    /// Puts a connection of this node into a room.
    /// </summary>
    /// <param name="streamId">The room.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="viewer">As whom the connection is counted; null for the host, who is not.</param>
    /// <param name="capacity">To how many connections a broadcaster's browser sends media.</param>
    /// <param name="usual">The room's media as long as nobody chose.</param>
    Task<Joined> JoinAsync(Guid streamId, string connectionId, ViewerKey? viewer, int capacity, RoomMedia usual);

    /// <summary>Takes a connection of this node out of a room, as a viewer and as the broadcaster.</summary>
    Task<Left> LeaveAsync(Guid streamId, string connectionId);

    /// <summary>Makes a connection of this node the room's broadcaster.</summary>
    /// <param name="streamId">The room.</param>
    /// <param name="connectionId">The connection.</param>
    /// <param name="takeOver">Whether it replaces another broadcaster; otherwise it gets the role only when nobody has it.</param>
    /// <param name="media">How it sends its media.</param>
    Task<Broadcasting> BroadcastAsync(Guid streamId, string connectionId, bool takeOver, RoomMedia media);

    /// <summary>Whether one connection may send signals to another.</summary>
    Task<SignalPath> FindPathAsync(Guid streamId, string from, string to);

    /// <summary>Counts a viewer without a hub until <paramref name="lifetime"/> has passed.</summary>
    /// <param name="streamId">The room.</param>
    /// <param name="viewer">As whom it is counted.</param>
    /// <param name="lifetime">How long, unless it is repeated.</param>
    /// <param name="address">From where an anonymous viewer comes; null for accounts.</param>
    /// <param name="devicesPerAddress">How many devices of that address count in the room; all that follow count as one.</param>
    Task<RoomCounts> HeartbeatAsync(Guid streamId, ViewerKey viewer, TimeSpan lifetime, string? address, int devicesPerAddress);

    /// <summary>Ends what <see cref="HeartbeatAsync"/> began.</summary>
    Task<RoomCounts> EndHeartbeatAsync(Guid streamId, ViewerKey viewer);

    Task<RoomCounts> CountAsync(Guid streamId);

    /// <summary>Empties a room for good: nobody can join it any more. False when it was closed before.</summary>
    Task<bool> CloseAsync(Guid streamId);

    /// <summary>Whether <see cref="CloseAsync"/> was called.</summary>
    Task<bool> IsClosedAsync(Guid streamId);
}

/// <summary>How a join went.</summary>
public enum JoinStatus
{
    Joined,

    /// <summary>It is in the room, but the broadcaster's browser sends media to as many others as it can.</summary>
    Full,

    /// <summary>The room is closed for good.</summary>
    Closed,
}

/// <summary>How a room's media travels.</summary>
public enum RoomMedia
{
    /// <summary>Through the media server: in by WHIP, out by WHEP.</summary>
    Sfu,

    /// <summary>From the broadcaster's browser to each viewer's.</summary>
    Mesh,
}

/// <param name="Status">Nothing changed when it is <see cref="JoinStatus.Closed"/>.</param>
/// <param name="IsNew">Whether the broadcaster is to hear of it: false when it did already, and when it gets no media.</param>
/// <param name="Counts">After the join.</param>
/// <param name="Broadcaster">The connection that sends the media, if any; null when it is the joining one.</param>
/// <param name="Media">The room's.</param>
public sealed record Joined(JoinStatus Status, bool IsNew, RoomCounts Counts, string? Broadcaster, RoomMedia Media);

/// <param name="WasViewer">Whether the connection was in the room other than as its broadcaster.</param>
/// <param name="Broadcaster">The connection that sends the media, if any and if it is another one.</param>
public sealed record Left(bool WasViewer, string? Broadcaster);

/// <param name="HasRole">False when the room is closed, or when another has the role and keeps it.</param>
/// <param name="Counts">How many watch.</param>
/// <param name="Viewers">The connections that get media.</param>
public sealed record Broadcasting(bool HasRole, RoomCounts Counts, IReadOnlyList<string> Viewers);

/// <summary>Viewers and their broadcaster may signal to each other; viewers may not signal to viewers.</summary>
public enum SignalPath
{
    Open,
    SenderNotInRoom,
    TargetNotInRoom,
}
