namespace Clockit.ChatService.Domain;

/// <summary>An accepted and stored message.</summary>
/// <param name="Id">A UUIDv7.</param>
/// <param name="StreamId">The room.</param>
/// <param name="Offset">Its place in the room: consecutive from 1 within an epoch.</param>
/// <param name="UserId">The author's account, from the verified token.</param>
/// <param name="Username">The author's name when it was written.</param>
/// <param name="Text">See <see cref="MessageText"/>.</param>
/// <param name="Timestamp">UTC, in milliseconds; never before that of the message before it in the room.</param>
/// <param name="ReplyTo">The message that this one answers.</param>
/// <param name="ClientId">The author's own id of it, by which sending it again gives the same message.</param>
public sealed record ChatMessage(
    Guid Id,
    Guid StreamId,
    long Offset,
    Guid UserId,
    string Username,
    string Text,
    DateTimeOffset Timestamp,
    Guid? ReplyTo,
    string? ClientId);

/// <summary>A place in a room's history. An offset means something only together with its epoch.</summary>
/// <param name="Epoch">New whenever history was lost.</param>
/// <param name="Offset">Everything up to and including it has been seen; 0 before the first message.</param>
public readonly record struct RoomPosition(string Epoch, long Offset);
