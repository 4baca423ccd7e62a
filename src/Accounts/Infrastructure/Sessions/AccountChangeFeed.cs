using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Sessions;

/// <summary>
/// Follows the log in Postgres: woken by a notification, and looking once a second in case one was missed. Whoever keeps
/// something in memory is told of each line once it is known here.
/// </summary>
internal sealed partial class AccountChangeFeed(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider time, ILogger<AccountChangeFeed> logger)
    : BackgroundService, IAccountChanges
{
    private const int MostLines = 1000;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CleanEvery = TimeSpan.FromMinutes(1);
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _looking = new(1);
    private volatile Action<AccountChange>[] _listeners = [];
    private long _position = -1;
    private long _lookedAt;
    private DateTimeOffset _cleanAt;

    /// <summary>Calls with each line that is heard from now on. The call is quick and does not throw.</summary>
    public void OnHeard(Action<AccountChange> act) => _listeners = [.. _listeners, act];

    /// <summary>The number of the last line that was heard; below zero before the first look.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>Whether the last look is longer ago than it should be.</summary>
    public bool IsBehind => time.GetElapsedTime(Interlocked.Read(ref _lookedAt)) > 2 * LookEvery;

    public async Task<(IReadOnlyList<AccountChange> Changes, long Position)> ReadAsync(long? after, TimeSpan wait, CancellationToken cancellationToken)
    {
        var changed = _changed.Task;
        var found = await FindAsync(after, cancellationToken);
        if (found.Changes.Count > 0 || after is null || found.Position < after)
        {
            return found;
        }

        try
        {
            await changed.WaitAsync(wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return found;
        }

        return await FindAsync(after, cancellationToken);
    }

    /// <summary>
    /// Hears what was committed up to now, so that whoever changed something here sees it with the next request. When that
    /// does not work the next look finds it.
    /// </summary>
    public async Task CatchUpAsync()
    {
        try
        {
            await LookAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            LogLost(exception);
        }
    }

    public override void Dispose()
    {
        _looking.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogLost(exception);
                await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(configuration.GetConnectionString("accounts"));
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {ChangeLog.Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        while (true)
        {
            await LookAsync(cancellationToken);
            await connection.WaitAsync(LookEvery, cancellationToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            await HearAsync(cancellationToken);
        }
        finally
        {
            _looking.Release();
        }
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var position = Position;
        if (position < 0)
        {
            position = await db.AccountChanges.MaxAsync(change => (long?)change.Number, cancellationToken) ?? 0;
            Interlocked.Exchange(ref _position, position);
        }

        while (await db.AccountChanges.AsNoTracking().Where(change => change.Number > position).OrderBy(change => change.Number).Take(MostLines).ToListAsync(cancellationToken) is { Count: > 0 } lines)
        {
            foreach (var line in lines)
            {
                foreach (var listener in _listeners)
                {
                    listener(line);
                }
            }

            position = lines[^1].Number;
            Interlocked.Exchange(ref _position, position);
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }

        Interlocked.Exchange(ref _lookedAt, time.GetTimestamp());
        if (time.GetUtcNow() >= _cleanAt)
        {
            _cleanAt = time.GetUtcNow() + CleanEvery;
            await CleanAsync(db, cancellationToken);
        }
    }

    /// <summary>Sessions that nobody used for long end like others, so that what is open on them ends too.</summary>
    private async Task CleanAsync(AccountsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.EndSessionsAsync(session => session.ExpiresAt <= now, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await db.Sessions.Where(session => session.ExpiresAt <= now - AccountChange.Kept).ExecuteDeleteAsync(cancellationToken);
        await db.RefreshTokens.Where(token => token.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        await db.SignInFailures.Where(failures => failures.Until <= now).ExecuteDeleteAsync(cancellationToken);
        // The newest line stays: by its number a reader sees whether the log was replaced.
        await db.AccountChanges.Where(change => change.At <= now - AccountChange.Kept && change.Number < db.AccountChanges.Max(newest => newest.Number)).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<(IReadOnlyList<AccountChange> Changes, long Position)> FindAsync(long? after, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountsDbContext>();
        var since = time.GetUtcNow() - AccountChange.Kept;
        var lines = await db.AccountChanges.AsNoTracking()
            .Where(change => after == null ? change.At > since : change.Number > after)
            .OrderBy(change => change.Number).Take(MostLines).ToListAsync(cancellationToken);
        return (lines, lines.Count > 0 ? lines[^1].Number : await db.AccountChanges.MaxAsync(change => (long?)change.Number, cancellationToken) ?? 0);
    }

    [LoggerMessage(EventId = 5041, Level = LogLevel.Warning, Message = "The log of account changes cannot be read; it is tried again in 1 s")]
    private partial void LogLost(Exception exception);
}
