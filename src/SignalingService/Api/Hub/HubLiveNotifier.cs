using Clockit.Contracts;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Rooms;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.SignalR;

namespace Clockit.SignalingService.Api.Hub;

/// <summary>Tells the clients of <see cref="LiveHub"/>, on whichever node they are.</summary>
internal sealed class HubLiveNotifier(IHubContext<LiveHub> hub) : ILiveNotifier
{
    private const string Started = "live_started";
    private const string Ended = "live_ended";

    /// <summary>The group of those who are in a stream's room.</summary>
    public static string RoomOf(Guid streamId) => $"live:{streamId}";

    public Task ViewerJoinedAsync(string broadcaster, Guid streamId, string viewerId) =>
        hub.Clients.Client(broadcaster).SendAsync("viewer_joined", new ViewerMessage(streamId, viewerId));

    public Task ViewerLeftAsync(string broadcaster, Guid streamId, string viewerId) =>
        hub.Clients.Client(broadcaster).SendAsync("viewer_left", new ViewerMessage(streamId, viewerId));

    public Task ViewerCountAsync(Guid streamId, RoomCounts counts) =>
        hub.Clients.Group(RoomOf(streamId)).SendAsync("viewer_count", new ViewerCountMessage(streamId, counts.ViewerCount, counts.PeakViewers));

    public Task StartedAsync(LiveStarted started) =>
        Audience(started.StreamId, started.Visibility)
            .SendAsync(Started, new LiveStartedMessage(started.StreamId, started.Title, started.Host, started.StartedAt));

    public Task StartedToFollowersAsync(LiveStarted started, IReadOnlyList<Guid> followers) =>
        hub.Clients.Users([.. followers.Select(AccountIdProvider.NameOf)])
            .SendAsync(Started, new FollowedStartedMessage(started.StreamId, started.Title, started.Host, started.StartedAt, Following: true));

    public Task EndedAsync(Guid streamId, string visibility, string reason) =>
        Audience(streamId, visibility).SendAsync(Ended, new LiveEndedMessage(streamId, reason));

    public async Task ExcludedAsync(Guid streamId, string connectionId, string reason)
    {
        await hub.Groups.RemoveFromGroupAsync(connectionId, RoomOf(streamId));
        await hub.Clients.Client(connectionId).SendAsync(Ended, new LiveEndedMessage(streamId, reason));
    }

    public Task InterruptedAsync(LiveInterrupted interrupted) =>
        hub.Clients.Group(RoomOf(interrupted.StreamId)).SendAsync("live_interrupted", new LiveInterruptedMessage(interrupted.StreamId, interrupted.EndsAt));

    public Task ResumedAsync(Guid streamId) =>
        hub.Clients.Group(RoomOf(streamId)).SendAsync("live_resumed", new LiveResumedMessage(streamId));

    /// <summary>Everyone for a public stream, which includes its room; the room alone for the others.</summary>
    private IClientProxy Audience(Guid streamId, string visibility) =>
        visibility is StreamVisibilities.Public ? hub.Clients.All : hub.Clients.Group(RoomOf(streamId));
}
