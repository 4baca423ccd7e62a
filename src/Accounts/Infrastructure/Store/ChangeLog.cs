using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Store;

/// <summary>Writes the log of <see cref="AccountChange"/> in the transaction of the change itself.</summary>
internal static class ChangeLog
{
    /// <summary>The channel that is notified when lines were committed.</summary>
    public const string Channel = "account_changes";

    /// <summary>
    /// When a changed profile is told once more: streams that were made meanwhile with a token from before the change show
    /// the profile in that token, and by then there is none left.
    /// </summary>
    private static readonly TimeSpan OnceMore = AccessTokens.ProgramLifetime + TimeSpan.FromMinutes(2);

    /// <summary>
    /// Adds lines, as the last thing that a transaction does: transactions that write lines do it one after the other, so
    /// that the lines commit in the order of their numbers and a reader never skips one.
    /// </summary>
    public static async Task WriteAsync(this AccountsDbContext db, IReadOnlyCollection<AccountChange> lines, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('account_changes'))", cancellationToken);
        db.AddRange(lines);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_notify('account_changes', '')", cancellationToken);
    }

    /// <summary>Notes what an account's notices mean for others; saves what was changed.</summary>
    public static async Task SaveAsync(this AccountsDbContext db, Account account, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = account.Notices.Distinct().Select(notice => AccountChange.Of(
            notice switch
            {
                AccountNotice.Profile => AccountChangeKind.ProfileChanged,
                AccountNotice.Disabled => AccountChangeKind.AccountEnded,
                _ => AccountChangeKind.RightsChanged,
            },
            account.Id,
            sessionId: null,
            now)).ToList();
        if (account.Notices.Contains(AccountNotice.Profile))
        {
            db.AddRange(
                new ProfileChange { AccountId = account.Id, DueAt = now },
                new ProfileChange { AccountId = account.Id, DueAt = now + OnceMore });
        }

        if (account.Notices.Contains(AccountNotice.Disabled))
        {
            await db.EndSessionsAsync(session => session.AccountId == account.Id, now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await db.WriteAsync(lines, cancellationToken);
    }
}
