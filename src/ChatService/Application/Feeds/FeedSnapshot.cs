using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>What a connection that joined has to know: everything after <see cref="Position"/> it will be sent.</summary>
/// <param name="Position">Where the feed stood.</param>
/// <param name="Recent">The newest messages up to there, oldest first.</param>
/// <param name="CompleteAfter">Every message after this offset is in <paramref name="Recent"/>.</param>
public sealed record FeedSnapshot(RoomPosition Position, IReadOnlyList<ChatMessage> Recent, long CompleteAfter);
