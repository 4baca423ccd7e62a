using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Presence;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Application.Rooms;

/// <summary>
/// Takes this node's connections out of the rooms of streams that they may no longer see: when told so, and within
/// <see cref="Round"/> where nobody could tell.
/// </summary>
public sealed partial class HiddenStreams(
    IStreamDirectory streams, LocalConnections connections, LiveRooms rooms, ILiveNotifier notifier, TimeProvider time, ILogger<HiddenStreams> logger)
{
    /// <summary>What <c>live_ended</c> gives as the reason to those who may no longer see a stream, which goes on.</summary>
    public const string Reason = "private";

    /// <summary>How often each stream that has members here is looked at.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    /// <summary>The visibility of a stream changed.</summary>
    public Task LookAgainAsync(Guid streamId, CancellationToken cancellationToken)
    {
        streams.Invalidate(streamId);
        return LookAsync(streamId, cancellationToken);
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var streamId in await ListAsync(stoppingToken))
                {
                    await LookAsync(streamId, stoppingToken);
                }
            }
            catch (ServiceUnavailableException exception)
            {
                LogUnavailable(exception);
            }
        }
    }

    private async Task<HashSet<Guid>> ListAsync(CancellationToken cancellationToken)
    {
        var streamIds = new HashSet<Guid>();
        foreach (var connection in connections.All)
        {
            using var joined = await connection.LockAsync(cancellationToken);
            streamIds.UnionWith(joined.All.Keys);
        }

        return streamIds;
    }

    private async Task LookAsync(Guid streamId, CancellationToken cancellationToken)
    {
        if (await streams.FindAsync(streamId, cancellationToken) is not { Visibility: StreamVisibilities.Private } hidden)
        {
            return;
        }

        foreach (var connection in connections.All.Where(connection => !hidden.CanBeSeenBy(connection.User)))
        {
            if (await rooms.LeaveAsync(connection, streamId, cancellationToken))
            {
                await notifier.ExcludedAsync(streamId, connection.Id, Reason);
            }
        }
    }

    [LoggerMessage(EventId = 4053, Level = LogLevel.Warning, Message = "Who may still see which stream cannot be told now; it is tried again")]
    private partial void LogUnavailable(Exception exception);
}
