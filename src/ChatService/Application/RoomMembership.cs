using System.Collections.Concurrent;
using System.Security.Claims;
using Clockit.ChatService.Application.Feeds;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.Extensions.Options;

namespace Clockit.ChatService.Application;

/// <summary>Joining and leaving rooms with a live connection.</summary>
public sealed class RoomMembership(ChatRooms rooms, RoomFeeds feeds, IMessageStore store, IOptions<ChatOptions> options)
{
    private readonly ConcurrentDictionary<Guid, int> _roomsOfAccount = new();

    /// <summary>
    /// Puts the connection into the room. The answer and what is pushed to the connection from then on together hold
    /// every message once: those up to the answer's offset are in the answer (after <paramref name="since"/>, or the
    /// newest page), those after it are pushed.
    /// </summary>
    /// <exception cref="ChatRefusal">The caller may not be in the room, or is in too many.</exception>
    public async Task<JoinedRoom> JoinAsync(
        ClaimsPrincipal user, Guid streamId, ConnectionRooms connection, RoomPosition? since, CancellationToken cancellationToken)
    {
        var actor = Actor.From(user.ToCaller());
        if (!connection.Contains(streamId))
        {
            // Before anything is looked up, so that rooms beyond the limit cost nothing.
            Enter(connection, actor, streamId);
        }

        try
        {
            var room = await rooms.FindAsync(streamId, user, cancellationToken);
            var feed = await feeds.JoinAsync(room, new Member(connection.ConnectionId, actor?.BoundIn(room), actor?.SeesPrivate(room) is true), cancellationToken);
            if (!connection.Contains(streamId))
            {
                throw new OperationCanceledException("The connection ended while it was joining.");
            }

            // Asked after joining: a ban or deletion from here on reaches the connection, one from before is seen here.
            var deletedFrom = since is { Offset: var seen } ? Math.Max(0, seen - RoomFeed.ShownMessages) : (long?)null;
            var state = await store.GetStateAsync(room, new StateRequest(actor, deletedFrom), cancellationToken);
            if (state.Refusal is ChatCodes.Banned)
            {
                throw ChatCodes.Refuse(ChatCodes.Banned);
            }

            var missed = since is { } position ? await MissedAsync(room, feed, position, cancellationToken) : null;
            return new JoinedRoom(
                missed ?? [.. feed.Recent.TakeLast(options.Value.PageSize)],
                feed.Position,
                Recovered: missed is not null,
                missed is null ? [] : [.. state.Deleted.Select(message => message.Id)],
                state.IsModerator ? state.Settings : state.Settings with { BlockedTerms = [] },
                state.IsModerator);
        }
        catch
        {
            Leave(connection, streamId);
            throw;
        }
    }

    public void Leave(ConnectionRooms connection, Guid streamId)
    {
        // Also when it is not noted: the connection may have ended while it was joining.
        feeds.Leave(streamId, connection.ConnectionId);
        if (connection.Remove(streamId, out var accountId))
        {
            Discount(accountId);
        }
    }

    /// <summary>The connection is gone.</summary>
    public void LeaveAll(ConnectionRooms connection)
    {
        foreach (var streamId in connection.Close())
        {
            Leave(connection, streamId);
        }
    }

    private void Enter(ConnectionRooms connection, Actor? actor, Guid streamId)
    {
        if (actor is not null && _roomsOfAccount.AddOrUpdate(actor.Id, 1, static (_, count) => count + 1) > options.Value.RoomsPerAccount)
        {
            Discount(actor.Id);
            throw ChatCodes.Refuse(ChatCodes.TooManyRooms);
        }

        if (!connection.TryAdd(streamId, actor?.Id, options.Value.RoomsPerConnection))
        {
            Discount(actor?.Id);
            throw ChatCodes.Refuse(ChatCodes.TooManyRooms);
        }
    }

    private void Discount(Guid? accountId)
    {
        if (accountId is { } id && _roomsOfAccount.AddOrUpdate(id, 0, static (_, count) => count - 1) <= 0)
        {
            _roomsOfAccount.TryRemove(new KeyValuePair<Guid, int>(id, 0));
        }
    }

    /// <summary>What came after a position, or null when that cannot be told.</summary>
    private async Task<IReadOnlyList<ChatMessage>?> MissedAsync(ChatRoom room, FeedSnapshot feed, RoomPosition since, CancellationToken cancellationToken)
    {
        if (!string.Equals(since.Epoch, feed.Position.Epoch, StringComparison.Ordinal) || since.Offset > feed.Position.Offset)
        {
            return null;
        }

        if (since.Offset >= feed.CompleteAfter)
        {
            return [.. feed.Recent.Where(message => message.Offset > since.Offset)];
        }

        var limit = options.Value.RecoverableMessages;
        var page = await store.ReadAsync(room, new PageRequest(since.Offset, Before: null, limit + 1), cancellationToken);
        return since.Offset < page.Trimmed || page.Messages.Count > limit || !string.Equals(page.Epoch, since.Epoch, StringComparison.Ordinal)
            ? null
            : [.. page.Messages.Where(message => message.Offset <= feed.Position.Offset)];
    }
}

/// <summary>See <see cref="RoomMembership.JoinAsync"/>.</summary>
/// <param name="Recovered">Whether the messages are exactly those that were missed since the position that was asked for.</param>
/// <param name="Deleted">Messages from before that position that were deleted since and should not be shown any more.</param>
/// <param name="IsModerator">Whether the caller may moderate the room: its host, its moderators and the site's.</param>
public sealed record JoinedRoom(
    IReadOnlyList<ChatMessage> Messages,
    RoomPosition Position,
    bool Recovered,
    IReadOnlyList<Guid> Deleted,
    RoomSettings Settings,
    bool IsModerator);
