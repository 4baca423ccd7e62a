using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Outbox;

/// <summary>Deletes rows three days after they were published, a thousand at a time.</summary>
internal sealed partial class OutboxCleaner(NpgsqlDataSource database, TimeProvider time, ILogger<OutboxCleaner> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        try
        {
            do
            {
                await CleanAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var delete = database.CreateCommand(
                """
                DELETE FROM outbox WHERE event_id IN (
                  SELECT event_id FROM outbox WHERE published_at < now() - interval '3 days' LIMIT 1000)
                """);
            while (await delete.ExecuteNonQueryAsync(cancellationToken) == 1000)
            {
                // More to delete.
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "Old outbox rows were not deleted; trying again in 10 minutes")]
    private partial void LogFailed(Exception exception);
}
