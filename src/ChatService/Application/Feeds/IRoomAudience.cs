using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// The connections to this node that are in a room. Sending to it never waits for a slow reader, keeps the order of the
/// calls, and reaches those that had been added before the call and only these.
/// </summary>
public interface IRoomAudience
{
    /// <summary>What is sent once this has returned, its task complete or not, reaches the connection.</summary>
    Task AddAsync(Guid streamId, string connectionId);

    Task RemoveAsync(Guid streamId, string connectionId);

    Task MessageAddedAsync(ChatMessage message);

    Task MessageDeletedAsync(Guid streamId, Guid messageId, long offset);

    Task ReactionsAsync(Guid streamId, IReadOnlyDictionary<string, int> counts);

    Task SettingsChangedAsync(Guid streamId, RoomSettings settings);

    Task UserModeratedAsync(Guid streamId, UserModerated moderated);
}

/// <summary>Somebody was banned, timed out or let in again.</summary>
/// <param name="Action"><c>ban</c>, <c>timeout</c> or <c>unban</c>.</param>
/// <param name="Until">The end of a time-out.</param>
public sealed record UserModerated(Guid UserId, string Action, int? Seconds, DateTimeOffset? Until);
