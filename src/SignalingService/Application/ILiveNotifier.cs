using Clockit.Contracts;
using Clockit.SignalingService.Application.Rooms;

namespace Clockit.SignalingService.Application;

/// <summary>What connected clients are told, on whichever node they are.</summary>
public interface ILiveNotifier
{
    /// <summary>Tells a broadcaster that somebody waits for its media.</summary>
    Task ViewerJoinedAsync(string broadcaster, Guid streamId, string viewerId);

    /// <summary>Tells a broadcaster that somebody no longer does.</summary>
    Task ViewerLeftAsync(string broadcaster, Guid streamId, string viewerId);

    Task ViewerCountAsync(Guid streamId, RoomCounts counts);

    /// <summary>Tells the room, and the lobby when the stream is public.</summary>
    Task StartedAsync(LiveStarted started);

    /// <summary>Tells the open connections of some accounts, on any node, that a host whom they follow started.</summary>
    Task StartedToFollowersAsync(LiveStarted started, IReadOnlyList<Guid> followers);

    /// <inheritdoc cref="StartedAsync"/>
    Task EndedAsync(Guid streamId, string visibility, string reason);

    /// <summary>Takes a connection of this node out of a room's hearing and tells it that the stream is over for it.</summary>
    Task ExcludedAsync(Guid streamId, string connectionId, string reason);

    Task InterruptedAsync(LiveInterrupted interrupted);

    Task ResumedAsync(Guid streamId);
}
