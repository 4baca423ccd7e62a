using Clockit.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// Tells one audience the counts that changed, at that audience's pace: those that are due together all at once, so that
/// the pace does not depend on how long telling one takes. What could not be told comes up again.
/// </summary>
public abstract partial class ViewerCountTeller(IDueCounts due, TimeProvider time, ILogger logger)
{
    protected TimeProvider Time => time;

    protected abstract CountAudience Audience { get; }

    /// <summary>The least time between two counts of one room.</summary>
    protected abstract TimeSpan Interval { get; }

    protected abstract TimeSpan Poll { get; }

    /// <exception cref="ServiceUnavailableException">The audience cannot be reached now.</exception>
    protected abstract Task TellAsync(DueCount count, CancellationToken cancellationToken);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var counts = await due.TakeAsync(Audience, Interval);
                if (counts.Count == 0)
                {
                    continue;
                }

                var telling = counts.Select(count => TellAsync(count, stoppingToken)).ToList();
                await Task.WhenAll(telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var told = counts.Where((_, index) => telling[index].IsCompletedSuccessfully).ToList();
                if (told.Count > 0)
                {
                    await due.AcknowledgeAsync(Audience, told);
                }

                // Says what kept the others from being told.
                await Task.WhenAll(telling);
            }
            catch (ServiceUnavailableException exception)
            {
                LogPostponed(exception, Audience);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception, Audience);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 4011, Level = LogLevel.Debug, Message = "Viewer counts for {Audience} wait: something does not answer")]
    private partial void LogPostponed(Exception exception, CountAudience audience);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Error, Message = "Viewer counts for {Audience} could not be told; they come up again")]
    private partial void LogFailed(Exception exception, CountAudience audience);
}

/// <summary>Sends <c>viewer_count</c> to the rooms.</summary>
public sealed class RoomViewerCounts(
    IDueCounts due, ILiveNotifier notifier, IOptions<PresenceOptions> options, TimeProvider time, ILogger<RoomViewerCounts> logger)
    : ViewerCountTeller(due, time, logger)
{
    protected override CountAudience Audience => CountAudience.Room;

    protected override TimeSpan Interval => options.Value.RoomInterval;

    protected override TimeSpan Poll => options.Value.Poll;

    protected override Task TellAsync(DueCount count, CancellationToken cancellationToken) =>
        notifier.ViewerCountAsync(count.StreamId, count.Counts);
}
