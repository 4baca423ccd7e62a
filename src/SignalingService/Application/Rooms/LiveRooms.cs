using System.Security.Claims;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Workers;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Domain;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Rooms;

/// <summary>
/// Joining and leaving rooms. A refusal is a <see cref="LiveException"/>; <see cref="ServiceUnavailableException"/> means
/// that StreamService or Redis does not answer and nothing was promised.
/// </summary>
public sealed class LiveRooms(
    IRoomStore store,
    LocalConnections connections,
    IStreamDirectory streams,
    ILiveNotifier notifier,
    IMediaPlane plane,
    IOptions<SignalingOptions> signaling,
    IOptions<PresenceOptions> presence,
    ILogger<LiveRooms> logger)
{
    private readonly Supervisor _leaving = new("Leaving the rooms of a closed connection", logger);

    /// <summary>The stream, if the caller may see it.</summary>
    /// <exception cref="LiveException"><c>stream.not_found</c>, also for a private stream that is not the caller's.</exception>
    public async Task<StreamSummary> FindAsync(Guid streamId, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await streams.FindVisibleAsync(streamId, user, cancellationToken)
            ?? throw new LiveException(ProblemCodes.StreamNotFound, "There is no such stream.");

    /// <summary>
    /// Puts a connection into a stream's room and tells the broadcaster. Joining again changes nothing, also under
    /// another device id, but that a viewer who got no media is given it when there is a place now.
    /// </summary>
    /// <returns>Null when the stream is over and the connection is in no room.</returns>
    public async Task<Joined?> JoinAsync(
        LocalConnection connection, StreamSummary stream, Guid? userId, string? deviceId, CancellationToken cancellationToken)
    {
        if (stream.Status is StreamStatuses.Ended)
        {
            return null;
        }

        Joined joined;
        using (var rooms = await connection.LockAsync(cancellationToken))
        {
            Admit(rooms, stream.StreamId);
            ViewerKey? viewer = stream.IsHost(userId) ? null : KeyOf(connection, userId, deviceId);
            joined = await ChangeAsync(() => store.JoinAsync(stream.StreamId, connection.Id, viewer, signaling.Value.MeshCapacity, UsualMedia));
            if (joined.Status is JoinStatus.Closed)
            {
                rooms.Remove(stream.StreamId);
                return null;
            }

            var before = rooms.Find(stream.StreamId);
            if (before?.IsBroadcaster is not true)
            {
                rooms.Set(stream.StreamId, new Membership(before is null ? viewer : before.Viewer, IsBroadcaster: false, joined.Media, joined.Status is JoinStatus.Joined));
            }
        }

        if (joined is { IsNew: true, Broadcaster: { } broadcaster })
        {
            await notifier.ViewerJoinedAsync(broadcaster, stream.StreamId, connection.Id);
        }

        return joined;
    }

    /// <summary>Makes a connection the broadcaster of its host's stream, in place of whichever was.</summary>
    /// <param name="wanted">How it sends its media; null for what is usual. Without a media server there is one way only.</param>
    public async Task<(Broadcasting Broadcasting, RoomMedia Media)> BroadcastAsync(LocalConnection connection, Guid streamId, RoomMedia? wanted, CancellationToken cancellationToken)
    {
        var media = wanted is RoomMedia.Mesh ? RoomMedia.Mesh : UsualMedia;
        using var rooms = await connection.LockAsync(cancellationToken);
        Admit(rooms, streamId);
        var broadcasting = await ChangeAsync(() => store.BroadcastAsync(streamId, connection.Id, takeOver: true, media));
        if (!broadcasting.HasRole)
        {
            throw new LiveException(ProblemCodes.StreamNotLive, "This stream has ended; start another one.");
        }

        rooms.Set(streamId, new Membership(Viewer: null, IsBroadcaster: true, media, GetsMedia: false));
        return (broadcasting, media);
    }

    /// <summary>Takes a connection out of a room and tells the broadcaster. False when it was not in it.</summary>
    public async Task<bool> LeaveAsync(LocalConnection connection, Guid streamId, CancellationToken cancellationToken)
    {
        Left left;
        using (var rooms = await connection.LockAsync(cancellationToken))
        {
            if (!rooms.Remove(streamId))
            {
                return false;
            }

            left = await ChangeAsync(() => store.LeaveAsync(streamId, connection.Id));
        }

        await TellAsync(left, streamId, connection.Id);
        return true;
    }

    /// <summary>Takes a connection that is gone out of all its rooms. What the store misses of it, it gets later.</summary>
    public async Task DisconnectAsync(LocalConnection connection)
    {
        Guid[] streamIds;
        using (var rooms = await connection.LockAsync(CancellationToken.None))
        {
            streamIds = [.. rooms.All.Keys];
            rooms.Close();
        }

        connections.Remove(connection.Id);
        foreach (var streamId in streamIds)
        {
            // Each room by itself: what keeps it from leaving one must not keep it in the others.
            await _leaving.TryAsync(async () =>
            {
                var left = await ChangeAsync(() => store.LeaveAsync(streamId, connection.Id));
                await TellAsync(left, streamId, connection.Id);
            });
        }
    }

    /// <summary>Counts a viewer without a hub for a while; nobody is counted once the stream is over, nor ever its host.</summary>
    public Task<RoomCounts> HeartbeatAsync(StreamSummary stream, Guid? userId, string deviceId, string address) =>
        stream.Status is StreamStatuses.Ended || stream.IsHost(userId)
            ? CountAsync(stream)
            : store.HeartbeatAsync(
                stream.StreamId, KeyOf(userId, deviceId), presence.Value.HeartbeatLifetime, userId is null ? address : null, presence.Value.DevicesPerAddress);

    /// <summary>Ends what <see cref="HeartbeatAsync"/> began; the viewer still counts while it is on a hub.</summary>
    public Task<RoomCounts> EndHeartbeatAsync(StreamSummary stream, Guid? userId, string deviceId) =>
        stream.Status is StreamStatuses.Ended || stream.IsHost(userId)
            ? CountAsync(stream)
            : store.EndHeartbeatAsync(stream.StreamId, KeyOf(userId, deviceId));

    /// <summary>How media travels as long as nobody chose.</summary>
    private RoomMedia UsualMedia => plane.Exists ? RoomMedia.Sfu : RoomMedia.Mesh;

    private Task<RoomCounts> CountAsync(StreamSummary stream) =>
        stream.Status is StreamStatuses.Ended ? Task.FromResult(RoomCounts.None) : store.CountAsync(stream.StreamId);

    private static ViewerKey KeyOf(LocalConnection connection, Guid? userId, string? deviceId) =>
        userId is null && deviceId is null ? ViewerKey.ForConnection(connection.Id) : KeyOf(userId, deviceId!);

    private static ViewerKey KeyOf(Guid? userId, string deviceId) =>
        userId is { } id ? ViewerKey.ForAccount(id) : ViewerKey.ForDevice(deviceId);

    private void Admit(LocalConnection.Rooms rooms, Guid streamId)
    {
        if (rooms.IsClosed)
        {
            throw new OperationCanceledException("The connection is closed.");
        }

        if (rooms.Find(streamId) is null && rooms.All.Count >= signaling.Value.RoomsPerConnection)
        {
            throw new LiveException(SignalingCodes.TooManyRooms, $"One connection can be in {signaling.Value.RoomsPerConnection} rooms at a time. Leave one first.");
        }
    }

    private async Task<T> ChangeAsync<T>(Func<Task<T>> change)
    {
        try
        {
            return await change();
        }
        catch
        {
            // Taken or not? The comparison that this asks for settles it once the store answers again.
            connections.MarkStoreDiffers();
            throw;
        }
    }

    private Task TellAsync(Left left, Guid streamId, string connectionId) =>
        left is { WasViewer: true, Broadcaster: { } broadcaster }
            ? notifier.ViewerLeftAsync(broadcaster, streamId, connectionId)
            : Task.CompletedTask;
}
