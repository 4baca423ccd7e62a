using System.Text;
using Clockit.ServiceDefaults.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Outbox;

/// <summary>
/// Publishes the rows of <c>outbox</c>. Several dispatchers may run at once. Guarantees: a committed row is published at
/// least once, whatever is killed; one stream's rows go out in the order of their sequence; a row is marked only after
/// the broker confirmed it and routed it to a queue.
/// </summary>
/// <remarks>
/// A claim is a row lock of an open transaction, so it ends with the process or the connection that holds it. Only the
/// lowest waiting row of a stream can be claimed: a dispatcher that is slow, or paused, with a row holds back that
/// stream and no other. So several workers share the table, on one node and on many: while one waits for confirms, the
/// next events find another. The server ends the transaction of one that is paused for longer than
/// <c>idle_in_transaction_session_timeout</c>; what it then publishes again carries the same event id.
/// </remarks>
internal sealed partial class OutboxDispatcher(
    NpgsqlDataSource database, EventPublisher publisher, OutboxSignal signal, ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const int Workers = 3;
    private const int BatchSize = 200;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);

    // For this transaction. A plain scan of the index of waiting rows, unlike a bitmap scan, clears out the entries of
    // rows that were published meanwhile, so that the claim stays as short as the backlog between two vacuums.
    private const string Settings =
        "SELECT set_config('idle_in_transaction_session_timeout', '10s', true), set_config('enable_bitmapscan', 'off', true)";

    private const string Claim =
        """
        SELECT o.event_id, o.type, o.routing_key, o.body, o.occurred_at, o.trace_parent
        FROM outbox o
        WHERE o.published_at IS NULL
          AND NOT EXISTS (
            SELECT FROM outbox earlier
            WHERE earlier.published_at IS NULL AND earlier.stream_id = o.stream_id AND earlier.sequence < o.sequence)
        ORDER BY o.occurred_at
        LIMIT @limit
        FOR UPDATE OF o SKIP LOCKED
        """;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await DispatchBatchAsync(stoppingToken) > 0)
                {
                    retry = FirstRetry;
                }

                await signal.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is EventNotPublishedException or NpgsqlException or TimeoutException or InvalidOperationException)
            {
                LogRetry(exception, retry.TotalMilliseconds);
                await Task.Delay(retry, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }
    }

    /// <summary>Publishes and marks what can be claimed now; says how many rows were marked.</summary>
    private async Task<int> DispatchBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var messages = await ClaimAsync(connection, cancellationToken);
        if (messages.Count == 0)
        {
            return 0;
        }

        // Different streams: their order among each other is free. Those that were confirmed are marked even when others failed.
        var publishing = messages.ConvertAll(message => publisher.PublishAsync(message, mandatory: true, cancellationToken));
        try
        {
            await Task.WhenAll(publishing);
        }
        catch (EventNotPublishedException) when (publishing.Exists(task => task.IsCompletedSuccessfully))
        {
            LogPartly(publishing.Count(task => !task.IsCompletedSuccessfully), messages.Count);
        }

        var confirmed = messages.Where((_, index) => publishing[index].IsCompletedSuccessfully).Select(message => message.EventId).ToArray();
        await using var mark = new NpgsqlCommand("UPDATE outbox SET published_at = now() WHERE event_id = ANY(@ids)", connection);
        mark.Parameters.AddWithValue("ids", confirmed);
        await mark.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return confirmed.Length;
    }

    private static async Task<List<EventMessage>> ClaimAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // One round trip for both.
        await using var claim = new NpgsqlBatch(connection);
        claim.BatchCommands.Add(new NpgsqlBatchCommand(Settings));
        claim.BatchCommands.Add(new NpgsqlBatchCommand(Claim) { Parameters = { new NpgsqlParameter("limit", BatchSize) } });
        await using var reader = await claim.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var messages = new List<EventMessage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            messages.Add(new EventMessage(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                Encoding.UTF8.GetBytes(reader.GetString(3)),
                reader.GetFieldValue<DateTimeOffset>(4),
                await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetString(5)));
        }

        return messages;
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "Events wait in the outbox; trying again in {Delay} ms")]
    private partial void LogRetry(Exception exception, double delay);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The broker did not confirm {Failed} of {Total} events; they stay in the outbox")]
    private partial void LogPartly(int failed, int total);
}
