using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Api;

/// <summary>A message as the hub writes it, in <c>live_comment_added</c> and in the answer of <c>join_chat</c>.</summary>
public sealed record CommentPayload(
    Guid StreamId, Guid Id, long Offset, Guid UserId, string Username, string Comment, DateTimeOffset Timestamp, Guid? ReplyTo)
{
    public static CommentPayload From(ChatMessage message) => new(
        message.StreamId, message.Id, message.Offset, message.UserId, message.Username, message.Text, message.Timestamp, message.ReplyTo);
}

/// <summary><c>live_comment_deleted</c>.</summary>
public sealed record CommentDeletedPayload(Guid StreamId, Guid Id, long Offset);

/// <summary><c>live_reaction_received</c>: the reactions since the one before.</summary>
public sealed record ReactionsPayload(Guid StreamId, IReadOnlyDictionary<string, int> Counts);

/// <summary>The settings of a room that everyone in it may know.</summary>
public sealed record SettingsPayload(bool Enabled, int SlowModeSeconds, bool MembersOnly, Guid? PinnedMessageId)
{
    public static SettingsPayload From(RoomSettings settings) => new(
        settings.Enabled, settings.SlowModeSeconds, settings.MembersOnly, settings.PinnedMessageId);
}

/// <summary><c>chat_settings_changed</c>: also when the stream starts or ends.</summary>
public sealed record SettingsChangedPayload(Guid StreamId, SettingsPayload Settings);

/// <summary><c>chat_user_moderated</c>: <c>action</c> is <c>ban</c>, <c>timeout</c> or <c>unban</c>.</summary>
public sealed record UserModeratedPayload(Guid StreamId, Guid UserId, string Action, int? Seconds, DateTimeOffset? Until);

/// <summary>The answer of <c>join_chat</c>; see <see cref="RoomMembership.JoinAsync"/>.</summary>
/// <param name="IsModerator">Whether the caller may moderate this chat.</param>
public sealed record JoinedPayload(
    Guid StreamId,
    IReadOnlyList<CommentPayload> Messages,
    string Epoch,
    long Offset,
    bool Recovered,
    IReadOnlyList<Guid> Deleted,
    SettingsPayload Settings,
    bool IsModerator)
{
    public static JoinedPayload From(Guid streamId, JoinedRoom joined) => new(
        streamId,
        [.. joined.Messages.Select(CommentPayload.From)],
        joined.Position.Epoch,
        joined.Position.Offset,
        joined.Recovered,
        joined.Deleted,
        SettingsPayload.From(joined.Settings),
        joined.IsModerator);
}

/// <summary>The answer of <c>live_comment</c>.</summary>
public sealed record AcceptedPayload(Guid Id, long Offset);
