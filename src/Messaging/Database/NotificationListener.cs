using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Messaging.Database;

/// <summary>
/// What to do when a channel of the database is notified (<c>NOTIFY</c>), and whenever the connection was made; on one
/// thread at a time. A hint, not a guarantee: what is notified while the connection is lost is missed, so who relies on it
/// looks for itself now and then.
/// </summary>
public sealed record Notification(string Channel, Action OnNotified);

/// <summary>
/// Listens for every <see cref="Notification"/> that is registered, over one connection: the server wakes each connection
/// that listens to anything at each notification.
/// </summary>
internal sealed partial class NotificationListener(NpgsqlDataSource database, IEnumerable<Notification> notifications, ILogger<NotificationListener> logger)
{
    private readonly Dictionary<string, Action> _actions = notifications.ToDictionary(notification => notification.Channel, notification => notification.OnNotified, StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, notification) => _actions[notification.Channel]();
                await using var listen = new NpgsqlCommand(string.Join(';', _actions.Keys.Select(channel => $"LISTEN {channel}")), connection);
                await listen.ExecuteNonQueryAsync(stoppingToken);
                foreach (var act in _actions.Values)
                {
                    act();
                }

                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogLost(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "Not listening to the database; connecting again in 1 s")]
    private partial void LogLost(Exception exception);
}
