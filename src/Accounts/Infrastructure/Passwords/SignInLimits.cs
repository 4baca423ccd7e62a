using System.Security.Cryptography;
using System.Text;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Store;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Passwords;

/// <summary>Counts in Postgres, so that every gateway counts the same.</summary>
internal sealed class SignInLimits(AccountsDbContext db, TimeProvider time) : ISignInLimits
{
    public async Task<TimeSpan?> FindWaitAsync(string address, string username, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (pair, anyName) = Keys(address, username);
        var counts = await db.SignInFailures.AsNoTracking()
            .Where(failures => (failures.Key == pair || failures.Key == anyName) && failures.Until > now).ToListAsync(cancellationToken);
        var blocking = counts.Where(failures => failures.Count >= (failures.Key.AsSpan().SequenceEqual(pair) ? SignInFailures.Max : SignInFailures.MaxPerAddress)).ToList();
        return blocking.Count == 0 ? null : blocking.Max(failures => failures.Until) - now;
    }

    public async Task<TimeSpan?> AddFailureAsync(string address, string username, CancellationToken cancellationToken)
    {
        var (pair, anyName) = Keys(address, username);
        var ofPair = await CountAsync(pair, cancellationToken);
        var ofAddress = await CountAsync(anyName, cancellationToken);
        return ofPair > SignInFailures.Max || ofAddress > SignInFailures.MaxPerAddress ? SignInFailures.Window : null;
    }

    public Task ForgetAsync(string address, string username, CancellationToken cancellationToken)
    {
        var (pair, _) = Keys(address, username);
        return db.SignInFailures.Where(failures => failures.Key == pair).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>One statement: attempts at the same time must not overwrite each other's count.</summary>
    private async Task<int> CountAsync(byte[] key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = now + SignInFailures.Window;
        var counts = await db.Database.SqlQuery<int>($"""
            INSERT INTO sign_in_failures (key, count, until) VALUES ({key}, 1, {until})
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN sign_in_failures.until <= {now} THEN 1 ELSE sign_in_failures.count + 1 END,
                until = CASE WHEN sign_in_failures.until <= {now} OR sign_in_failures.count < {SignInFailures.Max} THEN {until} ELSE sign_in_failures.until END
            RETURNING count AS "Value"
            """).ToListAsync(cancellationToken);
        return counts[0];
    }

    private static (byte[] Pair, byte[] AnyName) Keys(string address, string username) =>
        (SHA256.HashData(Encoding.UTF8.GetBytes($"{address}\n{Usernames.Key(username)}")), SHA256.HashData(Encoding.UTF8.GetBytes(address)));
}
