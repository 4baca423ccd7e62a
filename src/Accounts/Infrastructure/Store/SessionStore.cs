using System.Linq.Expressions;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Sessions;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.Store;

internal sealed class SessionStore(AccountsDbContext db, AccountChangeFeed feed, TimeProvider time) : ISessionStore
{
    public async Task<bool> AddAsync(Account account, Session session, RefreshToken? token, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.ChangeTracker.Clear();
        // Who ends all sessions of the account waits for this one, or this one sees what changed.
        var current = await db.Accounts.FromSql($"SELECT * FROM accounts WHERE id = {account.Id} FOR SHARE").AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (current is null || current.DisabledAt is not null || current.PasswordHash != account.PasswordHash)
        {
            return false;
        }

        var now = time.GetUtcNow();
        db.Add(session);
        if (token is not null)
        {
            db.Add(token);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return false;
        }

        var active = db.Sessions.Where(other => other.AccountId == session.AccountId && other.RevokedAt == null && other.ExpiresAt > now);
        var surplus = await active.OrderByDescending(other => other.LastSeenAt).Skip(Session.MaxPerAccount).Select(other => other.Id).ToListAsync(cancellationToken);
        if (surplus.Count > 0)
        {
            await db.EndSessionsAsync(other => surplus.Contains(other.Id), now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<Session>> ListAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await db.Sessions.AsNoTracking()
            .Where(session => session.AccountId == accountId && session.RevokedAt == null && session.ExpiresAt > now)
            .OrderByDescending(session => session.CreatedAt).ToListAsync(cancellationToken);
    }

    public async Task<bool> EndAsync(Guid accountId, Guid sessionId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = await db.EndSessionsAsync(session => session.Id == sessionId && session.AccountId == accountId, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.CatchUpAsync();
        return ended > 0;
    }

    public async Task EndOthersAsync(Guid accountId, Guid? keptSession, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.EndSessionsAsync(session => session.AccountId == accountId && session.Id != keptSession, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.CatchUpAsync();
    }

    public async Task<(Session Session, string Token)?> RefreshAsync(
        byte[] hash, Func<Session, RefreshToken, RefreshToken?, RefreshDecision> decide, CancellationToken cancellationToken)
    {
        var sessionId = await db.RefreshTokens.Where(token => token.Hash == hash).Select(token => (Guid?)token.SessionId).SingleOrDefaultAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // The session's row is the lock of its whole family: a token and its successor are never judged side by side.
        var session = await db.Sessions.FromSql($"SELECT * FROM sessions WHERE id = {sessionId} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (session is null || !session.IsActive(now))
        {
            return null;
        }

        var used = await db.RefreshTokens.SingleOrDefaultAsync(token => token.Hash == hash, cancellationToken);
        var successor = used?.SuccessorHash is { } next ? await db.RefreshTokens.SingleOrDefaultAsync(token => token.Hash == next, cancellationToken) : null;
        if (used is null)
        {
            return null;
        }

        var decision = decide(session, used, successor);
        if (decision.Added is { } added)
        {
            db.Add(added);
            // Of a family only the newest used token and its successor matter; older ones are kept to know a thief by.
            await db.RefreshTokens.Where(token => token.SessionId == session.Id && token.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        if (decision.EndsSession)
        {
            await db.WriteAsync([AccountChange.Of(AccountChangeKind.SessionEnded, session.AccountId, session.Id, now)], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return decision.Token is { } answer ? (session, answer) : null;
    }
}

internal static class SessionEnds
{
    /// <summary>Ends the active sessions that <paramref name="which"/> names, with a line in the log for each.</summary>
    public static async Task<int> EndSessionsAsync(this AccountsDbContext db, Expression<Func<Session, bool>> which, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = await db.Sessions.AsNoTracking().Where(session => session.RevokedAt == null).Where(which)
            .Select(session => new { session.Id, session.AccountId }).ToListAsync(cancellationToken);
        if (ended.Count == 0)
        {
            return 0;
        }

        var ids = ended.ConvertAll(session => session.Id);
        await db.Sessions.Where(session => ids.Contains(session.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.RevokedAt, now), cancellationToken);
        await db.WriteAsync([.. ended.Select(session => AccountChange.Of(AccountChangeKind.SessionEnded, session.AccountId, session.Id, now))], cancellationToken);
        return ended.Count;
    }
}
