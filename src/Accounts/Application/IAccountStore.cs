using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>
/// Accounts in the database. A change commits together with what others must hear of it
/// (<see cref="Account.Notices"/>): the log of <see cref="AccountChange"/> and the notices to the services.
/// </summary>
public interface IAccountStore
{
    /// <summary>The account as committed, or null.</summary>
    Task<Account?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>By name, whatever its case; null when it is nobody's.</summary>
    Task<Account?> FindByUsernameAsync(string username, CancellationToken cancellationToken);

    /// <summary>By an external issuer's subject; null at first sight.</summary>
    Task<Account?> FindByLoginAsync(string issuer, string subject, CancellationToken cancellationToken);

    /// <summary>Whether nobody has registered yet.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Adds an account; the first one of the installation becomes its admin. False when the username is taken.</summary>
    Task<bool> AddAsync(Account account, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the account of an issuer's subject, or gives the one that was added meanwhile; null when the username or the
    /// id is taken.
    /// </summary>
    Task<Account?> AddAsync(Account account, ExternalLogin login, CancellationToken cancellationToken);

    /// <summary>
    /// Locks the account, so that its changes happen one after the other, and commits what <paramref name="change"/> did
    /// with it. Null when there is no such account.
    /// </summary>
    Task<Account?> ChangeAsync(Guid id, Action<Account> change, CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="ChangeAsync"/>, in the name of an admin who must still be one, and refused when it would leave no admin.
    /// Two admins who demote each other at the same time: one of them does.
    /// </summary>
    Task<(AdminOutcome Outcome, Account? Account)> ChangeAsAdminAsync(Guid adminId, Guid id, Action<Account> change, CancellationToken cancellationToken);

    /// <summary>
    /// Sets a new password's hash when the account still has <paramref name="formerHash"/>, and ends every session of the
    /// account but <paramref name="keptSession"/>. False when it has not.
    /// </summary>
    Task<bool> ChangePasswordAsync(Guid id, string formerHash, string hash, Guid? keptSession, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the account, its sessions, tokens and follows, and notes that the services are to hear of it. False when it
    /// is the only admin, which is left.
    /// </summary>
    Task<bool> DeleteAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>What became of an admin's change.</summary>
public enum AdminOutcome
{
    Changed,
    NotFound,

    /// <summary>The change would have left nobody who can undo it.</summary>
    LastAdmin,

    /// <summary>Who asked is no longer an admin.</summary>
    NotAdmin,
}
