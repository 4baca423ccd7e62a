using Clockit.StreamService.Application;
using Microsoft.EntityFrameworkCore;

namespace Clockit.StreamService.Infrastructure;

/// <summary>
/// Ends interrupted streams whose grace period is over, and started ones to which no media came. The deadlines are in the
/// database, so they survive a restart. Any node may act on them, and the row's lock decides.
/// </summary>
internal sealed partial class GracePeriods(IServiceScopeFactory scopes, TimeProvider time, ILogger<GracePeriods> logger)
{
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await EndLostStreamsAsync(stoppingToken);
        }
    }

    private async Task EndLostStreamsAsync(CancellationToken cancellationToken)
    {
        try
        {
            List<Guid> lost;
            await using (var scope = scopes.CreateAsyncScope())
            {
                var now = time.GetUtcNow();
                lost = await scope.ServiceProvider.GetRequiredService<StreamDbContext>().Streams
                    .Where(stream => stream.GraceEndsAt <= now || stream.MediaDueAt <= now)
                    .OrderBy(stream => stream.GraceEndsAt ?? stream.MediaDueAt)
                    .Select(stream => stream.Id)
                    .Take(100)
                    .ToListAsync(cancellationToken);
            }

            foreach (var id in lost)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<MediaCommands>().EndIfLostAsync(id, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "Interrupted streams could not be ended; trying again in 1 s")]
    private partial void LogFailed(Exception exception);
}
