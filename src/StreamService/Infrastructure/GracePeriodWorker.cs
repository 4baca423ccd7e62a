using Clockit.StreamService.Application;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

/// <summary>
/// Ends interrupted streams whose grace period is over. The deadline is in the database, so it survives a restart; any
/// node may act on it, and the row's lock decides.
/// </summary>
internal sealed partial class GracePeriodWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<GracePeriodWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await EndLostStreamsAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
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
                    .Where(stream => stream.GraceEndsAt <= now)
                    .OrderBy(stream => stream.GraceEndsAt)
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
        catch (Exception exception) when (exception is NpgsqlException or DbUpdateException or TimeoutException or InvalidOperationException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "Interrupted streams could not be ended; trying again in 1 s")]
    private partial void LogFailed(Exception exception);
}
