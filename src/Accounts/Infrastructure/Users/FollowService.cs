using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Users;

/// <summary>How a follow ended.</summary>
public enum FollowOutcome
{
    /// <summary>The one follows the other, now or already before.</summary>
    Following,

    /// <summary>The follower has no account (any more).</summary>
    NoAccount,

    /// <summary>There is nobody to follow.</summary>
    NotFound,

    /// <summary>The follower follows as many as one may.</summary>
    LimitReached,
}

/// <summary>Who follows whom.</summary>
public sealed class FollowService(AccountsDbContext db, TimeProvider time)
{
    /// <summary>How many one account can follow.</summary>
    public const int MaxFollowing = 2000;

    /// <summary>How many followers a page for a service has.</summary>
    public const int InternalPage = 1000;

    /// <summary>Idempotent. The limit is exact: one account's follows are counted and added one after the other.</summary>
    public async Task<FollowOutcome> FollowAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var follower = await db.Users
            .FromSql($"""SELECT * FROM accounts WHERE "Id" = {followerId} FOR NO KEY UPDATE""")
            .Select(account => account.Id)
            .ToListAsync(cancellationToken);
        if (follower.Count == 0)
        {
            return FollowOutcome.NoAccount;
        }

        if (!await db.Users.AnyAsync(account => account.Id == followeeId, cancellationToken))
        {
            return FollowOutcome.NotFound;
        }

        if (await IsFollowingAsync(followerId, followeeId, cancellationToken))
        {
            return FollowOutcome.Following;
        }

        if (await db.Follows.CountAsync(follow => follow.FollowerId == followerId, cancellationToken) >= MaxFollowing)
        {
            return FollowOutcome.LimitReached;
        }

        db.Add(new Follow { FollowerId = followerId, FolloweeId = followeeId, CreatedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return FollowOutcome.Following;
    }

    /// <summary>Idempotent; false when there is nobody of that id.</summary>
    public async Task<bool> UnfollowAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken) =>
        await db.Follows.Where(follow => follow.FollowerId == followerId && follow.FolloweeId == followeeId).ExecuteDeleteAsync(cancellationToken) > 0
        || await db.Users.AnyAsync(account => account.Id == followeeId, cancellationToken);

    public Task<bool> IsFollowingAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken) =>
        db.Follows.AnyAsync(follow => follow.FollowerId == followerId && follow.FolloweeId == followeeId, cancellationToken);

    public Task<int> CountFollowersAsync(Guid accountId, CancellationToken cancellationToken) =>
        db.Follows.CountAsync(follow => follow.FolloweeId == accountId, cancellationToken);

    public Task<int> CountFollowingAsync(Guid accountId, CancellationToken cancellationToken) =>
        db.Follows.CountAsync(follow => follow.FollowerId == accountId, cancellationToken);

    /// <summary>A page of an account's followers, the newest first.</summary>
    public Task<IReadOnlyList<Account>> FollowersAsync(Guid accountId, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync(db.Follows.Where(follow => follow.FolloweeId == accountId), follow => follow.FollowerId, skip, take, cancellationToken);

    /// <summary>A page of those whom an account follows, the newest first.</summary>
    public Task<IReadOnlyList<Account>> FollowingAsync(Guid accountId, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync(db.Follows.Where(follow => follow.FollowerId == accountId), follow => follow.FolloweeId, skip, take, cancellationToken);

    /// <summary>
    /// Up to <see cref="InternalPage"/> followers, the newest first, and the cursor of the next page (null after the last).
    /// Who follows while the pages are read may be missing.
    /// </summary>
    public async Task<(IReadOnlyList<Guid> Ids, long? Next)> FollowerIdsAsync(Guid accountId, long? after, CancellationToken cancellationToken)
    {
        var page = await db.Follows
            .Where(follow => follow.FolloweeId == accountId && (after == null || follow.Number < after))
            .OrderByDescending(follow => follow.Number)
            .Take(InternalPage)
            .Select(follow => new { follow.Number, follow.FollowerId })
            .ToListAsync(cancellationToken);
        return ([.. page.Select(row => row.FollowerId)], page.Count == InternalPage ? page[^1].Number : null);
    }

    private async Task<IReadOnlyList<Account>> ListAsync(
        IQueryable<Follow> follows, Expression<Func<Follow, Guid>> listed, int skip, int take, CancellationToken cancellationToken) => await follows
        .Join(db.Users, listed, account => account.Id, (follow, account) => new { follow.Number, account })
        .OrderByDescending(row => row.Number).Skip(skip).Take(take).Select(row => row.account)
        .AsNoTracking().ToListAsync(cancellationToken);
}
