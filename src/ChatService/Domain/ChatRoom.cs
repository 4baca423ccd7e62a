namespace Clockit.ChatService.Domain;

/// <summary>A stream's room, as the stream's owner describes it at the moment.</summary>
/// <param name="StreamId">The stream, and so the room.</param>
/// <param name="HostId">Whose stream it is.</param>
/// <param name="Phase">How far the stream has come, as far as the caller knows; the room itself may know more.</param>
/// <param name="ChatEnabled">Whether the host wants a chat when the stream is live, until a moderator sets it otherwise.</param>
/// <param name="StartedAt">When the stream went live.</param>
/// <param name="IsPrivate">Whether only its host and the site's moderators may see the stream; null where that is not known now.</param>
/// <param name="KnownOffset">
/// An offset that this node has seen given out. If the store knows less, it lost history, and the room gets a new epoch.
/// </param>
public sealed record ChatRoom(Guid StreamId, Guid HostId, RoomPhase Phase, bool ChatEnabled, DateTimeOffset? StartedAt, bool? IsPrivate, long KnownOffset);
