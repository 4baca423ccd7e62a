using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Messaging.Database;

/// <summary>Deletes old rows.</summary>
internal sealed partial class Cleaner(NpgsqlDataSource database, IEnumerable<CleanUp> cleanUps, TimeProvider time, ILogger<Cleaner> logger)
{
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), time);
        do
        {
            await CleanAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        foreach (var cleanUp in cleanUps)
        {
            try
            {
                await using var delete = database.CreateCommand(cleanUp.Statement);
                while (await delete.ExecuteNonQueryAsync(cancellationToken) > 0)
                {
                    // More to delete.
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(exception, cleanUp.Table);
            }
        }
    }

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "Old rows of {Table} were not deleted; trying again in 10 minutes")]
    private partial void LogFailed(Exception exception, string table);
}
