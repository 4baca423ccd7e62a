using Clockit.Accounts.Application;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Users;

/// <summary>Changes accounts' profiles, and notes with each change that StreamService is to hear of it.</summary>
public sealed class ProfileService(AccountsDbContext db, TimeProvider time)
{
    /// <summary>
    /// When a change is told once more: streams that were made meanwhile with a token from before the change show the
    /// profile in that token, and by then there is none left.
    /// </summary>
    private static readonly TimeSpan OnceMore = AccessTokens.ProgramLifetime + TimeSpan.FromMinutes(2);

    /// <summary>
    /// Locks the account, so that its changes happen one after the other, and commits what <paramref name="change"/> did
    /// with it. Null when there is no such account.
    /// </summary>
    public async Task<Account?> ChangeAsync(Guid accountId, Action<Account> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // What the context may know of the account was read before the lock.
        db.ChangeTracker.Clear();
        var account = await db.Users.FromSql($"""SELECT * FROM accounts WHERE "Id" = {accountId} FOR NO KEY UPDATE""").SingleOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            return null;
        }

        var before = (account.DisplayName, account.AvatarUrl);
        change(account);
        if (db.ChangeTracker.HasChanges())
        {
            // Identity writes whole rows: what it read before this must not be written after it.
            account.ConcurrencyStamp = Guid.NewGuid().ToString();
            if (before != (account.DisplayName, account.AvatarUrl))
            {
                var now = time.GetUtcNow();
                db.AddRange(
                    new ProfileChange { AccountId = accountId, DueAt = now },
                    new ProfileChange { AccountId = accountId, DueAt = now + OnceMore });
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return account;
    }
}
