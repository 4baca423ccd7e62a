using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Rooms;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// Keeps the shared store true to the nodes' connections: gives this node's signs of life, takes dead nodes' connections
/// out of the rooms, expires heartbeats, and after any doubt compares what the store has of this node with what is
/// connected.
/// </summary>
public sealed partial class PresenceUpkeep(
    INodeRegistry nodes,
    IRoomStore store,
    LocalConnections connections,
    ILiveNotifier notifier,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<PresenceUpkeep> logger)
{
    private const int SweepBatch = 200;
    private bool _storeAnswers = true;

    /// <summary>Ends the lease too: once the connections are gone, others need not wait for it to run out.</summary>
    public async Task RetireAsync()
    {
        try
        {
            await nodes.RetireAsync();
        }
        catch (ServiceUnavailableException)
        {
            // The lease runs out by itself.
        }
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Beat, time);
        do
        {
            try
            {
                await KeepAsync(stoppingToken);
                if (!_storeAnswers)
                {
                    _storeAnswers = true;
                    LogAnswersAgain();
                }
            }
            catch (ServiceUnavailableException exception) when (_storeAnswers)
            {
                _storeAnswers = false;
                connections.MarkStoreDiffers();
                LogUnavailable(exception);
            }
            catch (ServiceUnavailableException)
            {
                connections.MarkStoreDiffers();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                connections.MarkStoreDiffers();
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var beat = await nodes.BeatAsync(options.Value.NodeLease);
        // Read before the comparison: a doubt that arises during it asks for another one.
        var differs = connections.TakeStoreDiffers();
        if (beat.LeaseWasLost || differs)
        {
            await CompareAsync(cancellationToken);
        }

        foreach (var node in beat.DeadNodes)
        {
            await SweepAsync(node, cancellationToken);
        }

        await nodes.ExpireHeartbeatsAsync();
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var stored = await nodes.ReadOwnAsync();
        foreach (var extra in stored)
        {
            if (connections.Find(extra.ConnectionId) is { } connection)
            {
                using var rooms = await connection.LockAsync(cancellationToken);
                if (rooms.Find(extra.StreamId) is null)
                {
                    await RemoveAsync(extra);
                }
            }
            else
            {
                await RemoveAsync(extra);
            }
        }

        foreach (var connection in connections.All)
        {
            using var rooms = await connection.LockAsync(cancellationToken);
            foreach (var (streamId, membership) in rooms.All)
            {
                if (!stored.Contains(new RoomConnection(streamId, connection.Id)))
                {
                    await RestoreAsync(streamId, connection.Id, membership);
                }
            }
        }
    }

    private async Task RemoveAsync(RoomConnection gone)
    {
        var left = await store.LeaveAsync(gone.StreamId, gone.ConnectionId);
        if (left is { WasViewer: true, Broadcaster: { } broadcaster })
        {
            await notifier.ViewerLeftAsync(broadcaster, gone.StreamId, gone.ConnectionId);
        }
    }

    private async Task RestoreAsync(Guid streamId, string connectionId, Membership membership)
    {
        if (membership.IsBroadcaster)
        {
            var broadcasting = await store.BroadcastAsync(streamId, connectionId, takeOver: false, membership.Media);
            foreach (var viewer in broadcasting.Viewers)
            {
                await notifier.ViewerJoinedAsync(connectionId, streamId, viewer);
            }

            return;
        }

        // It was admitted once; the capacity is for those who come anew.
        var joined = await store.JoinAsync(streamId, connectionId, membership.Viewer, membership.GetsMedia ? int.MaxValue : 0, membership.Media);
        if (joined is { IsNew: true, Broadcaster: { } broadcaster })
        {
            await notifier.ViewerJoinedAsync(broadcaster, streamId, connectionId);
        }
    }

    private async Task SweepAsync(string node, CancellationToken cancellationToken)
    {
        IReadOnlyList<Departure> departures;
        do
        {
            departures = await nodes.SweepAsync(node, SweepBatch);
            foreach (var departure in departures)
            {
                if (departure.Broadcaster is { } broadcaster)
                {
                    await notifier.ViewerLeftAsync(broadcaster, departure.Connection.StreamId, departure.Connection.ConnectionId);
                }
            }

            if (departures.Count > 0)
            {
                LogSwept(departures.Count, node);
            }
        }
        while (departures.Count == SweepBatch && !cancellationToken.IsCancellationRequested);
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Presence cannot be kept up while Redis does not answer; connections stay")]
    private partial void LogUnavailable(Exception exception);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Information, Message = "Redis answers again; presence is compared with the connections")]
    private partial void LogAnswersAgain();

    [LoggerMessage(EventId = 4003, Level = LogLevel.Information, Message = "Took {Count} connections of dead node {Node} out of their rooms")]
    private partial void LogSwept(int count, string node);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Error, Message = "Presence upkeep failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
