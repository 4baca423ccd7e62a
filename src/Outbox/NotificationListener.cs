using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Outbox;

/// <summary>
/// Listens on a channel of the database (<c>NOTIFY</c>). A hint, not a guarantee: what is notified while the connection is
/// lost is missed, so who relies on it looks for itself now and then.
/// </summary>
public abstract partial class NotificationListener(NpgsqlDataSource database, string channel, ILogger logger) : BackgroundService
{
    /// <summary>Called at each notification and whenever the connection was made, on one thread at a time.</summary>
    protected abstract void OnNotified();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => OnNotified();
                await using var listen = new NpgsqlCommand($"LISTEN {channel}", connection);
                await listen.ExecuteNonQueryAsync(stoppingToken);
                OnNotified();
                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                LogLost(exception, channel);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Not listening on channel {Channel} of the database; connecting again in 1 s")]
    private partial void LogLost(Exception exception, string channel);
}
