namespace Clockit.ChatService.Application.Feeds;

/// <summary>A connection in a room's audience.</summary>
/// <param name="BoundAccount">Its account, by whose ban it is refused or removed; null when no ban binds it.</param>
/// <param name="SeesPrivate">Whether it stays when the stream becomes private.</param>
public sealed record Member(string ConnectionId, Guid? BoundAccount, bool SeesPrivate);
