using Clockit.ServiceDefaults.Errors;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// Tells StreamService that a live stream's broadcaster is gone, so that the stream is interrupted and ends unless its
/// broadcaster returns. Several nodes may report the same loss: that changes nothing.
/// </summary>
public sealed partial class LostBroadcastReports(
    ILostBroadcasts lost, IStreamDirectory streams, IOptions<PresenceOptions> options, TimeProvider time, ILogger<LostBroadcastReports> logger)
{
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var streamId in await lost.FindAsync(options.Value.BroadcasterPatience))
                {
                    await ReportAsync(streamId, stoppingToken);
                }
            }
            catch (ServiceUnavailableException)
            {
                // The loss is still noted, and reported once StreamService and Redis answer.
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
    }

    private async Task ReportAsync(Guid streamId, CancellationToken cancellationToken)
    {
        streams.Invalidate(streamId);
        var stream = await streams.FindAsync(streamId, cancellationToken);
        if (stream is null || !stream.IsLive)
        {
            await lost.ForgetAsync(streamId);
            return;
        }

        await streams.InterruptAsync(streamId, stream.Host.Id, cancellationToken);
        if (await lost.ForgetAsync(streamId))
        {
            // It came back between the two calls, and its own start may have come first.
            await streams.StartAsync(streamId, stream.Host.Id, cancellationToken);
            return;
        }

        LogLost(streamId);
    }

    [LoggerMessage(EventId = 4031, Level = LogLevel.Information, Message = "The broadcaster of stream {StreamId} is gone")]
    private partial void LogLost(Guid streamId);

    [LoggerMessage(EventId = 4032, Level = LogLevel.Error, Message = "Reporting lost broadcasters failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
