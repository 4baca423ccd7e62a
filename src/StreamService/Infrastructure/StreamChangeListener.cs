using Clockit.Outbox;
using Clockit.StreamService.Application;
using Npgsql;

namespace Clockit.StreamService.Infrastructure;

/// <summary>Hears of streams that other nodes changed.</summary>
internal sealed class StreamChangeListener(NpgsqlDataSource database, StreamListVersion lists, ILogger<StreamChangeListener> logger)
    : NotificationListener(database, Channel, logger)
{
    /// <summary>The channel that the trigger of the table <c>streams</c> notifies.</summary>
    private const string Channel = "streams_changed";

    protected override void OnNotified() => lists.Advance();
}
