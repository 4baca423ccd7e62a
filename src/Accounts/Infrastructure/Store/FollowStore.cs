using System.Linq.Expressions;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Store;

internal sealed class FollowStore(AccountsDbContext db, TimeProvider time) : IFollowStore
{
    /// <summary>How many followers a page for a service has.</summary>
    private const int InternalPage = 1000;

    public async Task<FollowOutcome> FollowAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var follower = await db.Accounts
            .FromSql($"""SELECT * FROM accounts WHERE id = {followerId} FOR NO KEY UPDATE""")
            .Select(account => account.Id)
            .ToListAsync(cancellationToken);
        if (follower.Count == 0)
        {
            return FollowOutcome.NoAccount;
        }

        if (!await db.Accounts.AnyAsync(account => account.Id == followeeId, cancellationToken))
        {
            return FollowOutcome.NotFound;
        }

        if (await IsFollowingAsync(followerId, followeeId, cancellationToken))
        {
            return FollowOutcome.Following;
        }

        if (await db.Follows.CountAsync(follow => follow.FollowerId == followerId, cancellationToken) >= IFollowStore.MaxFollowing)
        {
            return FollowOutcome.LimitReached;
        }

        db.Add(new Follow { FollowerId = followerId, FolloweeId = followeeId, CreatedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return FollowOutcome.Following;
    }

    public async Task<bool> UnfollowAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken) =>
        await db.Follows.Where(follow => follow.FollowerId == followerId && follow.FolloweeId == followeeId).ExecuteDeleteAsync(cancellationToken) > 0
        || await db.Accounts.AnyAsync(account => account.Id == followeeId, cancellationToken);

    public Task<bool> IsFollowingAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken) =>
        db.Follows.AnyAsync(follow => follow.FollowerId == followerId && follow.FolloweeId == followeeId, cancellationToken);

    public Task<int> CountFollowersAsync(Guid accountId, CancellationToken cancellationToken) =>
        db.Follows.CountAsync(follow => follow.FolloweeId == accountId, cancellationToken);

    public Task<int> CountFollowingAsync(Guid accountId, CancellationToken cancellationToken) =>
        db.Follows.CountAsync(follow => follow.FollowerId == accountId, cancellationToken);

    public Task<IReadOnlyList<Account>> FollowersAsync(Guid accountId, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync(db.Follows.Where(follow => follow.FolloweeId == accountId), follow => follow.FollowerId, skip, take, cancellationToken);

    public Task<IReadOnlyList<Account>> FollowingAsync(Guid accountId, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync(db.Follows.Where(follow => follow.FollowerId == accountId), follow => follow.FolloweeId, skip, take, cancellationToken);

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
        .Join(db.Accounts, listed, account => account.Id, (follow, account) => new { follow.Number, account })
        .OrderByDescending(row => row.Number).Skip(skip).Take(take).Select(row => row.account)
        .AsNoTracking().ToListAsync(cancellationToken);
}
