using Clockit.Testing;
using Npgsql;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>
/// Stops a node's transactions at a point of the database: triggers of the test take a lock that the test holds while the
/// gate is closed.
/// </summary>
internal sealed class DatabaseGate(NpgsqlDataSource database, string point, string node) : IAsyncDisposable
{
    /// <summary>After an event was written to the outbox, before the commit is asked for.</summary>
    public const string OutboxWritten = "outbox_written";

    /// <summary>While the commit of an event is under way.</summary>
    public const string OutboxCommitting = "outbox_committing";

    /// <summary>After a consumer has taken an event into its inbox, before its effect.</summary>
    public const string InboxWritten = "inbox_written";

    private NpgsqlConnection? _holder;

    /// <summary>Creates the triggers; without a closed gate they do nothing.</summary>
    public static async Task InstallAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            $"""
             CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext(TG_NAME || ' ' || current_setting('application_name'))); RETURN NULL; END $$;
             CREATE TRIGGER {OutboxWritten} AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION gate();
             CREATE CONSTRAINT TRIGGER {OutboxCommitting} AFTER INSERT ON outbox DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION gate();
             CREATE TRIGGER {InboxWritten} AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION gate();
             """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Closes the gate and returns once a transaction of the node waits at it.</summary>
    public async Task CatchAsync()
    {
        _holder = await database.OpenConnectionAsync();
        await using var take = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext($1))", _holder) { Parameters = { new() { Value = $"{point} {node}" } } };
        await take.ExecuteNonQueryAsync();
        await Eventually.TrueAsync(
            async () =>
            {
                await using var look = database.CreateCommand(
                    "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event = 'advisory')");
                look.Parameters.Add(new() { Value = node });
                return (bool)(await look.ExecuteScalarAsync())!;
            },
            TimeSpan.FromSeconds(60),
            $"{node} at {point}");
    }

    /// <summary>Opens the gate.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_holder is { } holder)
        {
            _holder = null;
            await using var free = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", holder);
            await free.ExecuteNonQueryAsync();
            await holder.DisposeAsync();
        }
    }
}
