namespace Clockit.Accounts.Domain;

/// <summary>
/// One line of the log by which gateways and services learn within a second what is no longer so. Lines commit in the
/// order of their numbers, and are kept for as long as anything that was issued before them can still be presented.
/// </summary>
public sealed class AccountChange
{
    /// <summary>Longer than any token that the services see lives, and than a service may be cut off without starting anew.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public long Number { get; private set; }

    public AccountChangeKind Kind { get; private set; }

    public Guid AccountId { get; private set; }

    /// <summary>The session or API token that ended; null when the change concerns the whole account.</summary>
    public Guid? SessionId { get; private set; }

    public DateTimeOffset At { get; private set; }

    public static AccountChange Of(AccountChangeKind kind, Guid accountId, Guid? sessionId, DateTimeOffset now) =>
        new() { Kind = kind, AccountId = accountId, SessionId = sessionId, At = now };
}

/// <summary>What changed.</summary>
public enum AccountChangeKind
{
    /// <summary>A session or an API token ended.</summary>
    SessionEnded,

    /// <summary>The account is disabled or deleted: nothing of it counts.</summary>
    AccountEnded,

    /// <summary>The account may do more or less than before.</summary>
    RightsChanged,

    /// <summary>The account shows another name or picture.</summary>
    ProfileChanged,
}
