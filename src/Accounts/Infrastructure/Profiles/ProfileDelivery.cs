using Clockit.Accounts.Infrastructure.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Profiles;

/// <summary>
/// Tells the services of changed and deleted accounts until they took them. Of all gateways one at a time does, one call
/// after the other, so that an older profile never replaces a newer one; a call says the profile as it is by then. Who
/// does it is decided by a lock of the session, not of a transaction: no transaction waits for another service.
/// </summary>
internal sealed partial class ProfileDelivery(
    IServiceScopeFactory scopes, IConfiguration configuration, ShownAccounts shown, TimeProvider time, ILogger<ProfileDelivery> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeliverAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogFailed(exception);
            }

            await Task.Delay(Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        if (!await db.ProfileChanges.AnyAsync(change => change.DueAt <= time.GetUtcNow(), cancellationToken))
        {
            return;
        }

        await using var connection = new NpgsqlConnection(configuration.GetConnectionString("accounts"));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock(hashtext('profile_changes'))", connection);
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return;
        }

        try
        {
            await DeliverDueAsync(db, cancellationToken);
        }
        finally
        {
            await using var unlock = new NpgsqlCommand("SELECT pg_advisory_unlock(hashtext('profile_changes'))", connection);
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task DeliverDueAsync(AccountsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = await db.ProfileChanges.AsNoTracking().Where(change => change.DueAt <= now).OrderBy(change => change.DueAt).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var changes in due.GroupBy(change => change.AccountId))
        {
            var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(known => known.Id == changes.Key, cancellationToken);
            var outcome = account is null ? await shown.DeleteAsync(changes.Key, cancellationToken) : await shown.UpdateAsync(account, cancellationToken);
            var numbers = changes.Select(change => change.Number).ToList();
            var delivered = db.ProfileChanges.Where(change => numbers.Contains(change.Number));
            if (outcome == Delivery.Taken)
            {
                await delivered.ExecuteDeleteAsync(cancellationToken);
                continue;
            }

            var attempts = changes.Max(change => change.Attempts) + 1;
            var next = now + Wait(attempts);
            await delivered.ExecuteUpdateAsync(set => set.SetProperty(change => change.DueAt, next).SetProperty(change => change.Attempts, attempts), cancellationToken);
            LogRefused(changes.Key, attempts);
            if (outcome == Delivery.Unavailable)
            {
                break;
            }
        }
    }

    private static TimeSpan Wait(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10) - 1)));

    [LoggerMessage(EventId = 5011, Level = LogLevel.Warning, Message = "Changed profiles could not be told; it is tried again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 5012, Level = LogLevel.Warning, Message = "The services did not take the profile of account {AccountId}, attempt {Attempts}; it is tried again")]
    private partial void LogRefused(Guid accountId, int attempts);
}
