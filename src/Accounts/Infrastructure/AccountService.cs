using Clockit.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure;

/// <summary>Registers accounts and checks passwords.</summary>
public sealed class AccountService(UserManager<Account> users, AccountsDbContext db, IPasswordHasher<Account> hasher, TimeProvider time)
{
    private const int MaxWrong = 5;
    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(5);
    private static readonly Account Nobody = new();
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<Account>().HashPassword(Nobody, Guid.NewGuid().ToString()));

    /// <summary>Adds an account. The first one of an installation is an admin too.</summary>
    public async Task<(Account? Account, bool UsernameTaken)> RegisterAsync(string username, string password, string displayName, bool creator, CancellationToken cancellationToken)
    {
        var account = new Account
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = username,
            DisplayName = displayName,
            CreatedAt = time.GetUtcNow(),
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var first = !await db.Users.AnyAsync(cancellationToken);
        if (first)
        {
            // Two that register first at the same time: one of them is.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('first_account'))", cancellationToken);
            first = !await db.Users.AnyAsync(cancellationToken);
        }

        account.Roles =
        [
            ClockitRoles.Viewer,
            .. creator ? [ClockitRoles.Creator] : Array.Empty<string>(),
            .. first ? [ClockitRoles.Admin] : Array.Empty<string>(),
        ];
        try
        {
            var result = await users.CreateAsync(account, password);
            if (!result.Succeeded)
            {
                return result.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateUserName))
                    ? (null, true)
                    : throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Code)));
            }
        }
        catch (DbUpdateException exception) when (exception.InnerException is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UniqueViolation })
        {
            return (null, true);
        }

        await transaction.CommitAsync(cancellationToken);
        return (account, false);
    }

    /// <summary>
    /// The account, when the password is right. After five wrong ones in a row no password is right for five minutes,
    /// also when many are tried at the same time: a right one counts only while fewer than five wrong ones are recorded.
    /// An unknown name takes as long as a wrong password.
    /// </summary>
    public async Task<(Account? Account, TimeSpan? LockedFor)> CheckPasswordAsync(string username, string password)
    {
        var account = await users.FindByNameAsync(username);
        if (account is null)
        {
            _ = hasher.VerifyHashedPassword(Nobody, NobodysHash.Value, password);
            return (null, null);
        }

        if (await users.IsLockedOutAsync(account))
        {
            return (null, account.LockoutEnd - time.GetUtcNow());
        }

        var isRight = await users.CheckPasswordAsync(account, password);
        var now = time.GetUtcNow();
        var unlocked = db.Users.Where(user => user.Id == account.Id && (user.LockoutEnd == null || user.LockoutEnd <= now));
        // One statement each: attempts at the same time must not overwrite each other's count.
        var recorded = isRight
            ? await unlocked.ExecuteUpdateAsync(set => set.SetProperty(user => user.AccessFailedCount, 0))
            : await unlocked.ExecuteUpdateAsync(set => set
                .SetProperty(user => user.LockoutEnd, user => user.AccessFailedCount + 1 < MaxWrong ? user.LockoutEnd : now + LockedFor)
                .SetProperty(user => user.AccessFailedCount, user => user.AccessFailedCount + 1 < MaxWrong ? user.AccessFailedCount + 1 : 0));
        return recorded == 0 ? (null, LockedFor) : (isRight ? account : null, null);
    }
}
