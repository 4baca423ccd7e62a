using Clockit.ServiceDefaults.Authentication;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Users;

/// <summary>Gives accounts their roles. There is always an admin.</summary>
public sealed class RoleService(AccountsDbContext db)
{
    /// <summary>
    /// Replaces an account's roles in the name of an admin, who must be one still, whatever a token says; <c>viewer</c> is always among them. Sessions have the new ones within a minute, tokens
    /// when they are next issued.
    /// </summary>
    public async Task<(RoleOutcome Outcome, Account? Account)> ReplaceAsync(Guid adminId, Guid accountId, IReadOnlyCollection<string> roles, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two admins who demote each other at the same time: one of them does.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('roles'))", cancellationToken);
        if (!await Admins.AnyAsync(admin => admin.Id == adminId, cancellationToken))
        {
            return (RoleOutcome.NotAdmin, null);
        }

        db.ChangeTracker.Clear();
        var account = await db.Users.FromSql($"""SELECT * FROM accounts WHERE "Id" = {accountId} FOR NO KEY UPDATE""").SingleOrDefaultAsync(cancellationToken);
        if (account is null)
        {
            return (RoleOutcome.NotFound, null);
        }

        if (!roles.Contains(ClockitRoles.Admin, StringComparer.Ordinal)
            && account.Roles.Contains(ClockitRoles.Admin, StringComparer.Ordinal)
            && !await Admins.AnyAsync(admin => admin.Id != accountId, cancellationToken))
        {
            return (RoleOutcome.LastAdmin, null);
        }

        account.Roles = [.. ClockitRoles.All.Where(role => role == ClockitRoles.Viewer || roles.Contains(role, StringComparer.Ordinal))];
        account.ConcurrencyStamp = Guid.NewGuid().ToString();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (RoleOutcome.Replaced, account);
    }

    private IQueryable<Account> Admins => db.Users.Where(account => account.Roles.Contains(ClockitRoles.Admin));
}

/// <summary>What became of a change of roles.</summary>
public enum RoleOutcome
{
    Replaced,
    NotFound,

    /// <summary>The change would have left nobody who can undo it.</summary>
    LastAdmin,

    /// <summary>Who asked is no longer an admin.</summary>
    NotAdmin,
}
