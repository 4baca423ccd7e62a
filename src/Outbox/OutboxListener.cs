using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Outbox;

/// <summary>Wakes the dispatcher. While it is not connected the dispatcher polls.</summary>
internal sealed class OutboxListener(NpgsqlDataSource database, OutboxSignal signal, ILogger<OutboxListener> logger)
    : NotificationListener(database, ModelExtensions.Channel, logger)
{
    protected override void OnNotified() => signal.Set();
}
