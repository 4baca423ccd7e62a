using Clockit.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Messaging.Database;

/// <summary>
/// Handles each event once, however often it is delivered, for nine days. The effect and the note that the event was
/// handled commit together, so a process that dies in between leaves neither, and the broker delivers the event again.
/// </summary>
public static class Inbox
{
    /// <summary>
    /// Runs <paramref name="effect"/> in a transaction, unless the consumer has handled the event before, and saves. The
    /// same event at the same time on another node waits for this one.
    /// </summary>
    /// <returns>Whether the effect ran.</returns>
    public static async Task<bool> HandleOnceAsync(
        this DbContext db, string consumer, IStreamEvent @event, Func<Task> effect, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var isNew = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO inbox (consumer, event_id, handled_at) VALUES ({consumer}, {@event.EventId}, now()) ON CONFLICT DO NOTHING",
            cancellationToken) == 1;
        if (!isNew)
        {
            return false;
        }

        await effect();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
