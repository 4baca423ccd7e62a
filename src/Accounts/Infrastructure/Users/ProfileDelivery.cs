using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Users;

/// <summary>
/// Tells StreamService of changed profiles until it took them. Of all gateways one at a time does, one call after the
/// other, so that an older profile never replaces a newer one; a call says the profile as it is by then.
/// </summary>
internal sealed partial class ProfileDelivery(IServiceScopeFactory scopes, StreamHosts streams, TimeProvider time, ILogger<ProfileDelivery> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await DeliverAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or DbUpdateException or TimeoutException or InvalidOperationException)
            {
                LogFailed(exception);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var now = time.GetUtcNow();
        if (!await db.ProfileChanges.AnyAsync(change => change.DueAt <= now, cancellationToken))
        {
            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await db.Database.SqlQuery<bool>($"""SELECT pg_try_advisory_xact_lock(hashtext('profile_changes')) AS "Value" """).SingleAsync(cancellationToken))
        {
            return;
        }

        var due = await db.ProfileChanges.Where(change => change.DueAt <= now).OrderBy(change => change.DueAt).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var changes in due.GroupBy(change => change.AccountId))
        {
            var account = await db.Users.AsNoTracking().SingleAsync(user => user.Id == changes.Key, cancellationToken);
            var outcome = await streams.UpdateAsync(account, cancellationToken);
            if (outcome == Delivery.Taken)
            {
                db.RemoveRange(changes);
                continue;
            }

            foreach (var change in changes)
            {
                change.DueAt = now + Wait(++change.Attempts);
            }

            LogRefused(changes.Key, changes.Max(change => change.Attempts));
            if (outcome == Delivery.Unavailable)
            {
                break;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static TimeSpan Wait(int attempts) => TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(attempts, 10) - 1)));

    [LoggerMessage(EventId = 4011, Level = LogLevel.Warning, Message = "Changed profiles could not be told; it is tried again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 4012, Level = LogLevel.Warning, Message = "StreamService did not take the profile of account {AccountId}, attempt {Attempts}; it is tried again")]
    private partial void LogRefused(Guid accountId, int attempts);
}
