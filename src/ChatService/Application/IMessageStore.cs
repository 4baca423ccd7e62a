using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Application;

/// <summary>
/// Where rooms keep their messages. Every member is one round trip and atomic. All throw
/// <see cref="ServiceUnavailableException"/> when the store does not answer; whether the change happened is then unknown.
/// </summary>
public interface IMessageStore
{
    /// <summary>
    /// Accepts a message: checks and storing are one step. When it returns the message is stored; the same author's same
    /// <see cref="NewMessage.ClientId"/> again gives the message that was stored first.
    /// </summary>
    /// <exception cref="ChatRefusal">The room does not take it.</exception>
    /// <returns>Null when the room's blocked terms are not those of <see cref="NewMessage.TermsRevision"/>: look again.</returns>
    Task<AcceptedMessage?> AppendAsync(ChatRoom room, NewMessage message, CancellationToken cancellationToken);

    /// <summary>Messages of a room, oldest first.</summary>
    /// <exception cref="ChatRefusal"><see cref="PageRequest.ReaderId"/> is banned.</exception>
    Task<MessagePage> ReadAsync(ChatRoom room, PageRequest request, CancellationToken cancellationToken);

    /// <summary>What is stored of the time between two moments.</summary>
    /// <exception cref="ChatRefusal"><see cref="ReplayRequest.ReaderId"/> is banned.</exception>
    Task<RoomReplay> ReplayAsync(ChatRoom room, ReplayRequest request, CancellationToken cancellationToken);

    /// <summary>How the room is, as a whole and for one account.</summary>
    Task<RoomState> GetStateAsync(ChatRoom room, StateRequest request, CancellationToken cancellationToken);

    /// <summary>Passes when the account may react now.</summary>
    /// <exception cref="ChatRefusal">It may not.</exception>
    Task CheckMayReactAsync(ChatRoom room, Actor actor, CancellationToken cancellationToken);

    /// <summary>Records the reactions that were gathered in one tick, and announces them to all nodes.</summary>
    Task RecordReactionsAsync(ChatRoom room, IReadOnlyDictionary<string, int> counts, CancellationToken cancellationToken);

    /// <summary>Brings the room to <see cref="ChatRoom.Phase"/>, unless it is further already.</summary>
    Task AdvanceAsync(ChatRoom room, CancellationToken cancellationToken);
}

/// <summary>A message on its way into a room.</summary>
/// <param name="Blocked">Whether the text holds a blocked term of the room. One that was stored before is given again nevertheless.</param>
/// <param name="TermsRevision">The revision of the room's blocked terms that the text was checked against.</param>
public sealed record NewMessage(Guid Id, Actor Author, string Text, Guid? ReplyTo, string? ClientId, bool Blocked, long TermsRevision);

/// <summary>A stored message. <paramref name="IsNew"/> is false when it had been sent before.</summary>
public sealed record AcceptedMessage(ChatMessage Message, string Epoch, bool IsNew);

/// <summary>Which messages to read: right after an offset, right before one, or the newest.</summary>
public sealed record PageRequest(long? After, long? Before, int Limit, Guid? ReaderId = null);

/// <summary>What was said and how people reacted from one moment until before another, at most so many of each.</summary>
public sealed record ReplayRequest(DateTimeOffset From, DateTimeOffset To, int Limit, Guid? ReaderId);

/// <summary>Whose view of the room, and what beside it.</summary>
/// <param name="Actor">Null for nobody's.</param>
/// <param name="DeletedFrom">With an offset, the deleted messages from there on are part of the answer.</param>
/// <param name="WithBanned">Whether all banned accounts are.</param>
public sealed record StateRequest(Actor? Actor = null, long? DeletedFrom = null, bool WithBanned = false);

/// <summary>Messages with where the room stands.</summary>
/// <param name="Head">The room's newest offset.</param>
/// <param name="Trimmed">Messages up to this offset are no longer kept.</param>
/// <param name="IsPrivate">Whether the stream is private, as far as the room has been told.</param>
public sealed record MessagePage(IReadOnlyList<ChatMessage> Messages, string Epoch, long Head, long Trimmed, bool IsPrivate);

/// <summary>See <see cref="IMessageStore.GetStateAsync"/>.</summary>
/// <param name="Refusal">The code with which the account is kept from writing, or null.</param>
/// <param name="Banned">Accounts that are banned for good; those that are timed out read on.</param>
/// <param name="IsPrivate">See <see cref="MessagePage"/>.</param>
public sealed record RoomState(
    RoomPosition Head,
    RoomSettings Settings,
    long TermsRevision,
    bool IsModerator,
    string? Refusal,
    ChatCounts Counts,
    IReadOnlyList<DeletedMessage> Deleted,
    IReadOnlyList<Guid> Banned,
    bool IsPrivate);

/// <summary>A message that is no longer there.</summary>
public sealed record DeletedMessage(Guid Id, long Offset);

/// <summary>How much happened in a room so far. Cheap to read: they are kept, not counted.</summary>
/// <param name="Messages">Accepted messages, deleted ones included.</param>
/// <param name="Chatters">Distinct accounts that wrote.</param>
public sealed record ChatCounts(long Messages, long Reactions, long Chatters);

/// <summary>See <see cref="IMessageStore.ReplayAsync"/>.</summary>
public sealed record RoomReplay(IReadOnlyList<ChatMessage> Messages, IReadOnlyList<ReactionTick> Reactions);

/// <summary>The reactions of one tick.</summary>
public sealed record ReactionTick(DateTimeOffset At, IReadOnlyDictionary<string, int> Counts);
