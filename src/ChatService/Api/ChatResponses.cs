using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Api;

/// <summary>A message as the HTTP API writes it.</summary>
/// <param name="Offset">Its place in the room: counts from 1.</param>
/// <param name="Message">Text, never HTML.</param>
/// <param name="ReplyTo">The message that this one answers.</param>
/// <param name="ClientId">The id that its author's client gave it; null for everybody else.</param>
public sealed record MessageResponse(
    Guid Id,
    Guid StreamId,
    long Offset,
    Guid UserId,
    string Username,
    string Message,
    DateTimeOffset Timestamp,
    Guid? ReplyTo,
    string? ClientId)
{
    /// <summary>The client's own id is told to nobody but the author.</summary>
    public static MessageResponse From(ChatMessage message, Guid? reader) => new(
        message.Id,
        message.StreamId,
        message.Offset,
        message.UserId,
        message.Username,
        message.Text,
        message.Timestamp,
        message.ReplyTo,
        message.UserId == reader ? message.ClientId : null);
}

/// <summary>A page of messages, oldest first.</summary>
/// <param name="Epoch">Changes when the room's history was lost: offsets from before mean nothing then.</param>
/// <param name="Offset">As <c>since</c> it reads on where this page ends.</param>
/// <param name="Recovered">With <c>since</c>: whether nothing is missing between it and this page. False when messages in between are no longer kept, or it is no offset of this epoch. Null without <c>since</c>.</param>
public sealed record HistoryResponse(IReadOnlyList<MessageResponse> Messages, string Epoch, long Offset, bool? Recovered)
{
    public static HistoryResponse From(HistoryPage page, Guid? reader) => new(
        [.. page.Messages.Select(message => MessageResponse.From(message, reader))], page.Epoch, page.Offset, page.Recovered);
}

/// <summary>The settings of a room, for its host and moderators.</summary>
public sealed record SettingsResponse(bool Enabled, int SlowModeSeconds, bool MembersOnly, IReadOnlyList<string> BlockedTerms, Guid? PinnedMessageId)
{
    public static SettingsResponse From(RoomSettings settings) => new(
        settings.Enabled, settings.SlowModeSeconds, settings.MembersOnly, settings.BlockedTerms, settings.PinnedMessageId);
}

/// <summary>A ban, or a time-out when it has an end.</summary>
/// <param name="Username">Null when the account never wrote here.</param>
/// <param name="Until">The end of a time-out; null for a ban.</param>
/// <param name="BannedBy">The account that did it.</param>
public sealed record BanResponse(Guid UserId, string? Username, DateTimeOffset? Until, string? Reason, Guid BannedBy, DateTimeOffset CreatedAt)
{
    public static BanResponse From(Ban ban) => new(ban.UserId, ban.Username, ban.Until, ban.Reason, ban.BannedBy, ban.CreatedAt);
}

/// <summary>The bans in force, newest first.</summary>
public sealed record BansResponse(IReadOnlyList<BanResponse> Items);

/// <summary>Who did what to whom, newest first.</summary>
/// <param name="Next">As <c>before</c> it reads on; null at the end.</param>
public sealed record AuditResponse(IReadOnlyList<AuditEntry> Items, string? Next);

/// <summary>Messages and reactions by seconds since the stream's start.</summary>
/// <param name="StartedAt">Null when the stream never started.</param>
/// <param name="Next">As <c>from</c> it reads on; null at the end.</param>
public sealed record ReplayResponse(
    DateTimeOffset? StartedAt, IReadOnlyList<ReplayMessageResponse> Messages, IReadOnlyList<ReplayReactionsResponse> Reactions, int? Next)
{
    public static ReplayResponse From(TimedReplay replay) => new(
        replay.StartedAt,
        [.. replay.Messages.Select(entry => new ReplayMessageResponse(entry.Second, MessageResponse.From(entry.Message, reader: null)))],
        [.. replay.Reactions.Select(entry => new ReplayReactionsResponse(entry.Second, entry.Counts))],
        replay.Next);
}

/// <summary>A message and the second of the recording at which it was written.</summary>
public sealed record ReplayMessageResponse(int Second, MessageResponse Message);

/// <summary>The reactions within one second of the recording.</summary>
/// <param name="Counts">By emoji.</param>
public sealed record ReplayReactionsResponse(int Second, IReadOnlyDictionary<string, int> Counts);
