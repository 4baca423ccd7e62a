namespace Clockit.Accounts.Domain;

/// <summary>One account follows another.</summary>
public sealed class Follow
{
    public Guid FollowerId { get; init; }

    public Guid FolloweeId { get; init; }

    /// <summary>Grows with time: the order of the lists and the cursor of their pages.</summary>
    public long Number { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
