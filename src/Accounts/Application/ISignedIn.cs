using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>
/// Who is signed in now. Answers come from memory, and are at most a second behind the database: what ends or changes is
/// dropped from memory when the log says so.
/// </summary>
public interface ISignedIn
{
    /// <summary>The account of an active session; null when the session has ended or the account is disabled. Notes that it was used.</summary>
    ValueTask<Account?> FindBySessionAsync(Guid sessionId, string address, CancellationToken cancellationToken);

    /// <summary>The account and the API token of a secret; null when there is none, or none any more.</summary>
    ValueTask<(Account Account, ApiToken Token)?> FindByApiTokenAsync(string secret, CancellationToken cancellationToken);

    /// <summary>The account, unless it is unknown or disabled.</summary>
    ValueTask<Account?> FindAsync(Guid accountId, CancellationToken cancellationToken);
}

/// <summary>The log of what ended or changed.</summary>
public interface IAccountChanges
{
    /// <summary>
    /// The lines after a number, in order, as soon as there are any; none when <paramref name="wait"/> has passed. Without a
    /// number: what of the last hour still matters. With each the number to ask with next.
    /// </summary>
    Task<(IReadOnlyList<AccountChange> Changes, long Position)> ReadAsync(long? after, TimeSpan wait, CancellationToken cancellationToken);
}
