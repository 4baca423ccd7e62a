using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Sessions;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Store;

internal sealed class AccountStore(AccountsDbContext db, AccountChangeFeed feed, TimeProvider time) : IAccountStore
{
    private IQueryable<Account> Admins => db.Accounts.Where(account => account.Roles.Contains(ClockitRoles.Admin) && account.DisabledAt == null);

    public Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.Id == id, cancellationToken);

    public Task<Account?> FindByUsernameAsync(string username, CancellationToken cancellationToken)
    {
        var key = Usernames.Key(username);
        return key.Contains('\0', StringComparison.Ordinal)
            ? Task.FromResult<Account?>(null)
            : db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.UsernameKey == key, cancellationToken);
    }

    public Task<Account?> FindByLoginAsync(string issuer, string subject, CancellationToken cancellationToken) => db.ExternalLogins
        .Where(login => login.Issuer == issuer && login.Subject == subject)
        .Join(db.Accounts, login => login.AccountId, account => account.Id, (_, account) => account)
        .AsNoTracking().FirstOrDefaultAsync(cancellationToken);

    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => !await db.Accounts.AnyAsync(cancellationToken);

    public async Task<bool> AddAsync(Account account, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.Accounts.AnyAsync(cancellationToken))
        {
            // Two that register first at the same time: one of them is.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('first_account'))", cancellationToken);
            if (!await db.Accounts.AnyAsync(cancellationToken))
            {
                account.MakeFirstAdmin();
            }
        }

        db.Add(account);
        if (!await TrySaveAsync(cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<Account?> AddAsync(Account account, ExternalLogin login, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The same person's other first requests wait here and then find the account.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"{login.Issuer} {login.Subject}"}, 0))", cancellationToken);
        if (await FindByLoginAsync(login.Issuer, login.Subject, cancellationToken) is { } known)
        {
            return known;
        }

        db.AddRange(account, login);
        if (!await TrySaveAsync(cancellationToken))
        {
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return account;
    }

    public async Task<Account?> ChangeAsync(Guid id, Action<Account> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(id, cancellationToken) is not { } account)
        {
            return null;
        }

        change(account);
        await db.SaveAsync(account, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.CatchUpAsync();
        return account;
    }

    public async Task<(AdminOutcome Outcome, Account? Account)> ChangeAsAdminAsync(Guid adminId, Guid id, Action<Account> change, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await LockAdminsAsync(cancellationToken);
        if (!await Admins.AnyAsync(admin => admin.Id == adminId, cancellationToken))
        {
            return (AdminOutcome.NotAdmin, null);
        }

        if (await LockAsync(id, cancellationToken) is not { } account)
        {
            return (AdminOutcome.NotFound, null);
        }

        var wasAdmin = account.IsAdmin;
        change(account);
        if (wasAdmin && (!account.IsAdmin || account.DisabledAt is not null) && !await Admins.AnyAsync(admin => admin.Id != id, cancellationToken))
        {
            return (AdminOutcome.LastAdmin, null);
        }

        await db.SaveAsync(account, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.CatchUpAsync();
        return (AdminOutcome.Changed, account);
    }

    public async Task<bool> ChangePasswordAsync(Guid id, string formerHash, string hash, Guid? keptSession, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await db.Accounts.Where(account => account.Id == id && account.PasswordHash == formerHash).ExecuteUpdateAsync(
            // Cookies from before sessions were kept on the server are known by the stamp: they end too.
            set => set.SetProperty(account => account.PasswordHash, hash).SetProperty(account => account.SecurityStamp, (string?)null),
            cancellationToken);
        if (changed == 0)
        {
            return false;
        }

        await db.EndSessionsAsync(session => session.AccountId == id && session.Id != keptSession, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.CatchUpAsync();
        return true;
    }

    public async Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await LockAdminsAsync(cancellationToken);
        if (await LockAsync(id, cancellationToken) is not { } account)
        {
            return true;
        }

        if (account.IsAdmin && !await Admins.AnyAsync(admin => admin.Id != id, cancellationToken) && await db.Accounts.AnyAsync(other => other.Id != id, cancellationToken))
        {
            return false;
        }

        var now = time.GetUtcNow();
        db.Remove(account);
        db.Add(new ProfileChange { AccountId = id, DueAt = now });
        await db.SaveChangesAsync(cancellationToken);
        await db.WriteAsync([AccountChange.Of(AccountChangeKind.AccountEnded, id, sessionId: null, now)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.CatchUpAsync();
        return true;
    }

    private Task LockAdminsAsync(CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('roles'))", cancellationToken);

    private async Task<Account?> LockAsync(Guid id, CancellationToken cancellationToken)
    {
        // What the context may know of the account was read before the lock.
        db.ChangeTracker.Clear();
        return await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<bool> TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
