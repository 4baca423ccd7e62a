using System.Text;
using Clockit.Messaging.Bus;
using Npgsql;

namespace Clockit.Messaging.Database;

/// <summary>
/// Rows of the outbox that a worker has to itself: they are locked by an open transaction, so the claim ends with the
/// process or the connection that holds it. Only the lowest waiting row of a stream can be claimed.
/// </summary>
internal sealed class OutboxClaim(NpgsqlConnection connection)
{
    // A claimed row still waits for whoever cannot see this transaction, and so do the later rows of its stream.
    private const string Take =
        """
        SELECT o.event_id, o.type, o.routing_key, o.body, o.occurred_at, o.trace_parent
        FROM outbox o
        WHERE o.published_at IS NULL
          AND o.event_id <> ALL($2)
          AND NOT EXISTS (
            SELECT FROM outbox earlier
            WHERE earlier.published_at IS NULL AND earlier.stream_id = o.stream_id AND earlier.sequence < o.sequence)
        ORDER BY o.occurred_at
        LIMIT $1
        FOR UPDATE OF o SKIP LOCKED
        """;

    private readonly List<Guid> _claimed = [];
    private bool _hasBegun;

    /// <summary>
    /// What a worker's connection needs: the server ends the claim of a worker that is paused, and a plain scan of the
    /// index of waiting rows, unlike a bitmap scan, clears out the entries of rows that were published meanwhile, so that
    /// looking stays as short as the backlog between two vacuums. The plan is made once: making it takes longer than the look.
    /// </summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var settings = new NpgsqlCommand("SET idle_in_transaction_session_timeout = '10s'; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan", connection);
        await settings.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Claims more rows, oldest first, in one round trip.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="except">Rows to leave alone.</param>
    public async Task<List<EventMessage>> TakeAsync(int limit, IEnumerable<Guid> except, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (!_hasBegun)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
            _hasBegun = true;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(Take)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = limit }, new NpgsqlParameter<Guid[]> { TypedValue = [.. _claimed, .. except] } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var messages = new List<EventMessage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            _claimed.Add(id);
            messages.Add(new EventMessage(
                id,
                reader.GetString(1),
                reader.GetString(2),
                Encoding.UTF8.GetBytes(reader.GetString(3)),
                reader.GetFieldValue<DateTimeOffset>(4),
                await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetString(5)));
        }

        return messages;
    }

    /// <summary>Marks rows as published and ends the claim of all, in one round trip.</summary>
    public async Task EndAsync(IReadOnlyCollection<Guid> published, CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        if (published.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE outbox SET published_at = clock_timestamp() WHERE event_id = ANY($1)")
            {
                Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = [.. published] } },
            });
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        _claimed.Clear();
        _hasBegun = false;
    }
}
