using System.Text.Json;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Ice;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Domain;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.SignalingService.Api.Hub;

/// <summary>
/// <c>/hubs/live</c>: presence, lobby and WebRTC signaling. Anyone may connect and hears the lobby; a failed call throws
/// a <see cref="HubException"/> that starts with its code.
/// </summary>
public sealed class LiveHub(
    LiveRooms rooms, SignalRelay relay, IStreamDirectory streams, LocalConnections connections, IceServers iceServers) : Microsoft.AspNetCore.SignalR.Hub
{
    private const string Mesh = "mesh";
    private const string Sfu = "sfu";

    public override Task OnConnectedAsync()
    {
        connections.Add(Context.ConnectionId, Context.User!);
        return base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (connections.Find(Context.ConnectionId) is { } connection)
        {
            await rooms.DisconnectAsync(connection);
        }

        await base.OnDisconnectedAsync(exception);
    }

    [HubMethodName("join_live")]
    public async Task<LiveJoined> JoinLive(JoinLiveRequest request)
    {
        var stream = await FindAsync(request?.StreamId);
        if (request!.DeviceId is { } deviceId && !ViewerKey.IsDeviceId(deviceId))
        {
            throw new LiveException(ProblemCodes.RequestInvalid, $"A deviceId is 1 to {ViewerKey.MaxDeviceIdLength} printable ASCII characters.");
        }

        var joined = await InGroupAsync(
            stream.StreamId,
            () => rooms.JoinAsync(Connection, stream, UserId, request.DeviceId, Context.ConnectionAborted),
            joined => joined is not null);
        return Joined(
            stream,
            joined?.Counts ?? RoomCounts.None,
            joined is null ? StreamStatuses.Ended : stream.Status,
            joined?.Media ?? RoomMedia.Sfu,
            // Where the media server is the peer, nobody's address is told to anybody.
            joined?.Media is RoomMedia.Mesh ? iceServers.ViewerTransportPolicy : null,
            joined?.Status is JoinStatus.Full ? SignalingCodes.MediaCapacity : null);
    }

    [HubMethodName("leave_live")]
    public async Task<LiveLeft> LeaveLive(StreamReference request)
    {
        var streamId = ReadStreamId(request?.StreamId);
        await Groups.RemoveFromGroupAsync(Context.ConnectionId, HubLiveNotifier.RoomOf(streamId));
        await rooms.LeaveAsync(Connection, streamId, Context.ConnectionAborted);
        return new LiveLeft(streamId);
    }

    [HubMethodName("start_live")]
    public async Task<LiveJoined> StartLive(StartLiveRequest request)
    {
        var (stream, hostId) = await FindOwnAsync(request?.StreamId);
        var wanted = ReadMedia(request!.Media);
        var (broadcasting, media) = await InGroupAsync(stream.StreamId, async () =>
        {
            // First the role, then the start: a loss that is being reported meanwhile then finds its broadcaster back.
            var role = await rooms.BroadcastAsync(Connection, stream.StreamId, wanted, Context.ConnectionAborted);
            var result = await streams.StartAsync(stream.StreamId, hostId, Context.ConnectionAborted);
            if (!result.Succeeded)
            {
                await rooms.LeaveAsync(Connection, stream.StreamId, Context.ConnectionAborted);
            }

            stream = Accepted(result);
            return role;
        }, _ => true);
        foreach (var viewer in broadcasting.Viewers)
        {
            await Clients.Caller.SendAsync("viewer_joined", new ViewerMessage(stream.StreamId, viewer));
        }

        return Joined(stream, broadcasting.Counts, stream.Status, media, transportPolicy: null, refusal: null);
    }

    [HubMethodName("end_live")]
    public async Task<LiveStopped> EndLive(StreamReference request)
    {
        var (stream, hostId) = await FindOwnAsync(request?.StreamId);
        stream = Accepted(await streams.EndAsync(stream.StreamId, hostId, Context.ConnectionAborted));
        return new LiveStopped(stream.StreamId, stream.Status);
    }

    [HubMethodName("live_offer")]
    public async Task LiveOffer(OfferRequest request)
    {
        var streamId = await CheckAsync(request?.StreamId, request?.To, "offer", request?.Offer, SignalSize.MaxDescriptionBytes);
        await Clients.Client(request!.To!).SendAsync("live_offer", new OfferMessage(streamId, Context.ConnectionId, request.Offer));
    }

    [HubMethodName("live_answer")]
    public async Task LiveAnswer(AnswerRequest request)
    {
        var streamId = await CheckAsync(request?.StreamId, request?.To, "answer", request?.Answer, SignalSize.MaxDescriptionBytes);
        await Clients.Client(request!.To!).SendAsync("live_answer", new AnswerMessage(streamId, Context.ConnectionId, request.Answer));
    }

    [HubMethodName("live_ice_candidate")]
    public async Task LiveIceCandidate(CandidateRequest request)
    {
        var streamId = await CheckAsync(request?.StreamId, request?.To, "candidate", request?.Candidate, SignalSize.MaxCandidateBytes);
        await Clients.Client(request!.To!).SendAsync("live_ice_candidate", new CandidateMessage(streamId, Context.ConnectionId, request.Candidate));
    }

    private LocalConnection Connection =>
        connections.Find(Context.ConnectionId) ?? throw new OperationCanceledException("The connection is closed.");

    private Guid? UserId => Context.User?.UserId();

    private static Guid ReadStreamId(string? streamId)
    {
        if (string.IsNullOrEmpty(streamId))
        {
            throw new LiveException(ProblemCodes.RequestInvalid, "Send one object with the streamId.");
        }

        // No stream has an id that is not a UUID.
        return Guid.TryParseExact(streamId, "D", out var id) ? id : throw new LiveException(ProblemCodes.StreamNotFound, "There is no such stream.");
    }

    private Task<StreamSummary> FindAsync(string? streamId) => rooms.FindAsync(ReadStreamId(streamId), Context.User!, Context.ConnectionAborted);

    private async Task<(StreamSummary Stream, Guid HostId)> FindOwnAsync(string? streamId)
    {
        if (UserId is not { } userId)
        {
            throw new LiveException(ProblemCodes.AuthRequired, "Sign in to start or end a stream.");
        }

        var stream = await FindAsync(streamId);
        return stream.IsHost(userId)
            ? (stream, userId)
            : throw new LiveException(ProblemCodes.StreamNotHost, "Only its broadcaster can start or end a stream.");
    }

    private static StreamSummary Accepted(StreamCommandResult result) =>
        result.Stream ?? throw new LiveException(result.Code ?? ProblemCodes.ServiceError, result.Detail ?? "StreamService refused.");

    /// <summary>
    /// Lets the connection hear the room before it counts as in it, so that it misses nothing, and not after a refusal.
    /// </summary>
    private async Task<T> InGroupAsync<T>(Guid streamId, Func<Task<T>> enter, Func<T, bool> isIn)
    {
        var group = HubLiveNotifier.RoomOf(streamId);
        await Groups.AddToGroupAsync(Context.ConnectionId, group);
        var entered = false;
        try
        {
            var result = await enter();
            entered = isIn(result);
            return result;
        }
        finally
        {
            if (!entered && !await IsInRoomAsync(streamId))
            {
                await Groups.RemoveFromGroupAsync(Context.ConnectionId, group);
            }
        }
    }

    private async Task<bool> IsInRoomAsync(Guid streamId)
    {
        using var joined = await Connection.LockAsync(CancellationToken.None);
        return joined.Find(streamId) is not null;
    }

    private async Task<Guid> CheckAsync(string? streamId, string? to, string name, JsonElement? signal, int maxBytes)
    {
        var id = ReadStreamId(streamId);
        await relay.CheckAsync(id, Context.ConnectionId, to, name, signal ?? default, maxBytes);
        return id;
    }

    private static RoomMedia? ReadMedia(string? media) => media switch
    {
        null => null,
        Mesh => RoomMedia.Mesh,
        Sfu => RoomMedia.Sfu,
        _ => throw new LiveException(ProblemCodes.RequestInvalid, $"media is '{Sfu}' or '{Mesh}'."),
    };

    private LiveJoined Joined(StreamSummary stream, RoomCounts counts, string status, RoomMedia media, string? transportPolicy, string? refusal) => new(
        stream.StreamId,
        Context.ConnectionId,
        counts.ViewerCount,
        counts.PeakViewers,
        status,
        media is RoomMedia.Mesh ? Mesh : Sfu,
        status is StreamStatuses.Ended ? [] : iceServers.Create(),
        transportPolicy,
        refusal);
}
