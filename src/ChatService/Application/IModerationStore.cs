using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application;

/// <summary>
/// What hosts and moderators do to a room. Every member is one round trip; permission, effect and audit entry are one
/// atomic step, and the effect is announced to all nodes in the same step.
/// </summary>
public interface IModerationStore
{
    /// <summary>Deletes a message; deleting it again changes nothing.</summary>
    /// <exception cref="ChatRefusal">Not the actor's to delete, or unknown.</exception>
    Task DeleteMessageAsync(ChatRoom room, Actor actor, Guid messageId, CancellationToken cancellationToken);

    /// <exception cref="ChatRefusal">The actor may not.</exception>
    Task ChangeSettingsAsync(ChatRoom room, Actor actor, SettingsChange change, CancellationToken cancellationToken);

    /// <summary>Bans for good, or until a moment.</summary>
    /// <exception cref="ChatRefusal">The actor may not, or the account is protected.</exception>
    Task BanAsync(ChatRoom room, Actor actor, BanRequest ban, CancellationToken cancellationToken);

    /// <exception cref="ChatRefusal">The actor may not, or there is no such ban.</exception>
    Task UnbanAsync(ChatRoom room, Actor actor, Guid userId, CancellationToken cancellationToken);

    /// <summary>The bans in force.</summary>
    /// <exception cref="ChatRefusal">The actor may not.</exception>
    Task<IReadOnlyList<Ban>> ListBansAsync(ChatRoom room, Actor actor, CancellationToken cancellationToken);

    /// <exception cref="ChatRefusal">The actor may not.</exception>
    Task SetModeratorAsync(ChatRoom room, Actor actor, Guid userId, bool isModerator, CancellationToken cancellationToken);

    /// <summary>The audit log, newest first.</summary>
    /// <exception cref="ChatRefusal">The actor may not.</exception>
    Task<IReadOnlyList<AuditEntry>> ReadAuditAsync(ChatRoom room, Actor actor, string? before, int limit, CancellationToken cancellationToken);
}

/// <summary>New settings; null leaves one as it is.</summary>
/// <param name="Pin">Whether <paramref name="PinnedMessageId"/> is meant: null there then unpins.</param>
public sealed record SettingsChange(bool? Enabled, int? SlowModeSeconds, bool? MembersOnly, IReadOnlyList<string>? BlockedTerms, bool Pin, Guid? PinnedMessageId);

/// <param name="Until">The end of a time-out; null for a ban.</param>
public sealed record BanRequest(Guid UserId, string? Username, bool IsAdmin, int? Seconds, DateTimeOffset? Until, string? Reason);

/// <param name="Username">As it was when the ban was made; null when nobody could tell it.</param>
/// <param name="Until">The end of a time-out; null for a ban.</param>
public sealed record Ban(Guid UserId, string? Username, DateTimeOffset? Until, string? Reason, Guid BannedBy, DateTimeOffset CreatedAt);

/// <summary>Who did what to whom, when and why.</summary>
/// <param name="Id">Rises with time; also the cursor.</param>
/// <param name="Action"><c>delete</c>, <c>settings</c>, <c>ban</c>, <c>timeout</c>, <c>unban</c>, <c>add_moderator</c> or <c>remove_moderator</c>.</param>
/// <param name="TargetUserId">Whom it was done to.</param>
/// <param name="Details">A message's id, the new settings, or a time-out's seconds.</param>
public sealed record AuditEntry(string Id, DateTimeOffset At, Guid ActorId, string ActorUsername, string Action, Guid? TargetUserId, string? Reason, string? Details);
