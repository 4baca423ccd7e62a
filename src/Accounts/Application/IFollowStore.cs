using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Who follows whom.</summary>
public interface IFollowStore
{
    /// <summary>How many one account can follow.</summary>
    const int MaxFollowing = 2000;

    /// <summary>Idempotent. The limit is exact: one account's follows are counted and added one after the other.</summary>
    Task<FollowOutcome> FollowAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken);

    /// <summary>Idempotent; false when there is nobody of that id.</summary>
    Task<bool> UnfollowAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken);

    Task<bool> IsFollowingAsync(Guid followerId, Guid followeeId, CancellationToken cancellationToken);

    Task<int> CountFollowersAsync(Guid accountId, CancellationToken cancellationToken);

    Task<int> CountFollowingAsync(Guid accountId, CancellationToken cancellationToken);

    /// <summary>A page of an account's followers, the newest first.</summary>
    Task<IReadOnlyList<Account>> FollowersAsync(Guid accountId, int skip, int take, CancellationToken cancellationToken);

    /// <summary>A page of those whom an account follows, the newest first.</summary>
    Task<IReadOnlyList<Account>> FollowingAsync(Guid accountId, int skip, int take, CancellationToken cancellationToken);

    /// <summary>
    /// A page of up to 1,000 followers, the newest first, and the cursor of the next page (null after the last).
    /// Who follows while the pages are read may be missing.
    /// </summary>
    Task<(IReadOnlyList<Guid> Ids, long? Next)> FollowerIdsAsync(Guid accountId, long? after, CancellationToken cancellationToken);
}

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
