using Clockit.ChatService.Application.Feeds;
using Clockit.ChatService.Domain;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.ChatService.Api;

/// <summary>
/// The connections of this node's hub that are in a room: the group of the stream's id. Groups are local here
/// (<see cref="Realtime.RealtimeOptions.IsLocal"/>), since every node's feed brings the room's messages to its own
/// connections, in order.
/// </summary>
internal sealed class HubAudience(IHubContext<ChatHub> hub) : IRoomAudience
{
    public Task AddAsync(Guid streamId, string connectionId) => hub.Groups.AddToGroupAsync(connectionId, GroupOf(streamId));

    public Task RemoveAsync(Guid streamId, string connectionId) => hub.Groups.RemoveFromGroupAsync(connectionId, GroupOf(streamId));

    public Task MessageAddedAsync(ChatMessage message) =>
        Room(message.StreamId).SendAsync(ChatEvents.CommentAdded, CommentPayload.From(message));

    public Task MessageDeletedAsync(Guid streamId, Guid messageId, long offset) =>
        Room(streamId).SendAsync(ChatEvents.CommentDeleted, new CommentDeletedPayload(streamId, messageId, offset));

    public Task ReactionsAsync(Guid streamId, IReadOnlyDictionary<string, int> counts) =>
        Room(streamId).SendAsync(ChatEvents.ReactionReceived, new ReactionsPayload(streamId, counts));

    public Task SettingsChangedAsync(Guid streamId, RoomSettings settings) =>
        Room(streamId).SendAsync(ChatEvents.SettingsChanged, new SettingsChangedPayload(streamId, SettingsPayload.From(settings)));

    public Task UserModeratedAsync(Guid streamId, UserModerated moderated) =>
        Room(streamId).SendAsync(
            ChatEvents.UserModerated,
            new UserModeratedPayload(streamId, moderated.UserId, moderated.Action, moderated.Seconds, moderated.Until));

    private IClientProxy Room(Guid streamId) => hub.Clients.Group(GroupOf(streamId));

    private static string GroupOf(Guid streamId) => streamId.ToString();
}

/// <summary>What the hub sends to its clients.</summary>
internal static class ChatEvents
{
    public const string CommentAdded = "live_comment_added";
    public const string CommentDeleted = "live_comment_deleted";
    public const string ReactionReceived = "live_reaction_received";
    public const string SettingsChanged = "chat_settings_changed";
    public const string UserModerated = "chat_user_moderated";
}
