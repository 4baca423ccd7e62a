using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Outbox;

/// <summary>Passes the database's notifications to the dispatcher. While it is not connected the dispatcher polls.</summary>
internal sealed partial class OutboxListener(NpgsqlDataSource database, OutboxSignal signal, ILogger<OutboxListener> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => signal.Set();
                await using var listen = new NpgsqlCommand($"LISTEN {OutboxModelExtensions.Channel}", connection);
                await listen.ExecuteNonQueryAsync(stoppingToken);
                signal.Set();
                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or System.IO.IOException)
            {
                LogLost(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Not listening for new outbox rows; connecting again in 1 s")]
    private partial void LogLost(Exception exception);
}
