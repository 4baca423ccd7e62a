namespace Clockit.Accounts.Domain;

/// <summary>The streams of an account still show its former profile.</summary>
public sealed class ProfileChange
{
    public long Number { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>When to tell StreamService, the first time or again.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>How often it was told in vain.</summary>
    public int Attempts { get; set; }
}
