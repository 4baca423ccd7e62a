using System.Security.Claims;
using Clockit.ChatService.Application.Feeds;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.StreamService.Client;

namespace Clockit.ChatService.Application;

/// <summary>The rooms that there are, and whether a caller may know of them. Every call to chat begins here.</summary>
public sealed class ChatRooms(IStreamDirectory streams, RoomFeeds feeds)
{
    /// <summary>The room of a stream that the caller may see.</summary>
    /// <exception cref="ChatRefusal"><c>stream.not_found</c>, for unknown and for hidden streams alike.</exception>
    public async Task<ChatRoom> FindAsync(Guid streamId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await streams.FindVisibleAsync(streamId, user, cancellationToken) is { } stream
            ? ToRoom(stream)
            : throw ChatCodes.Refuse(ProblemCodes.StreamNotFound);

    /// <summary>The room, and who acts in it.</summary>
    /// <exception cref="ChatRefusal"><c>auth.required</c> or <c>stream.not_found</c>.</exception>
    public async Task<(ChatRoom Room, Actor Actor)> EnterAsync(Guid streamId, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var actor = Actor.From(user.ToCaller()) ?? throw ChatCodes.Refuse(ProblemCodes.AuthRequired);
        return (await FindAsync(streamId, user, cancellationToken), actor);
    }

    /// <summary>For the other services, who may know of every stream. Null when there is none.</summary>
    public async Task<ChatRoom?> FindForServiceAsync(Guid streamId, CancellationToken cancellationToken) =>
        await streams.FindAsync(streamId, cancellationToken) is { } stream ? ToRoom(stream) : null;

    private ChatRoom ToRoom(StreamSummary stream) => new(
        stream.StreamId,
        stream.Host.Id,
        stream.Status switch
        {
            StreamStatuses.Live or StreamStatuses.Interrupted => RoomPhase.Live,
            StreamStatuses.Ended => RoomPhase.Ended,
            _ => RoomPhase.Upcoming,
        },
        stream.ChatEnabled,
        stream.StartedAt,
        stream.Visibility is StreamVisibilities.Private,
        feeds.KnownOffset(stream.StreamId));
}
