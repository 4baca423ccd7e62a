using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Adds accounts.</summary>
public sealed class Registration(IAccountStore accounts, Passwords passwords, TimeProvider time)
{
    /// <summary>
    /// Adds an account. The first one of an installation is an admin too, and may have a reserved name. Null and why when it
    /// was not added.
    /// </summary>
    public async Task<(Account? Account, RegistrationRefusal? Refusal)> RegisterAsync(
        string username, string password, string displayName, bool isCreator, string address, CancellationToken cancellationToken)
    {
        if ((ReservedNames.IsReserved(username) || ReservedNames.IsReserved(displayName)) && !await accounts.IsEmptyAsync(cancellationToken))
        {
            return (null, ReservedNames.IsReserved(username) ? RegistrationRefusal.UsernameReserved : RegistrationRefusal.DisplayNameReserved);
        }

        if (await accounts.FindByUsernameAsync(username, cancellationToken) is not null)
        {
            return (null, RegistrationRefusal.UsernameTaken);
        }

        var now = time.GetUtcNow();
        var account = Account.Create(Guid.CreateVersion7(now), username, displayName, isCreator, now);
        account.SetPasswordHash(await passwords.HashAsync(password, address, cancellationToken));
        return await accounts.AddAsync(account, cancellationToken) ? (account, null) : (null, RegistrationRefusal.UsernameTaken);
    }
}

/// <summary>Why nobody was registered.</summary>
public enum RegistrationRefusal
{
    UsernameTaken,
    UsernameReserved,
    DisplayNameReserved,
}
