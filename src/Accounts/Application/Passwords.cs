using System.Text;
using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Checks and changes passwords.</summary>
public sealed class Passwords(IAccountStore accounts, IPasswordHashing hashing, ISignInLimits limits)
{
    /// <summary>
    /// The account, when the password is right and the account is not disabled. After
    /// <see cref="SignInFailures.Max"/> wrong ones from one address no password is right for that address and name for a
    /// while, also when many are tried at the same time. An unknown name is answered as a wrong password is, takes as long,
    /// and is counted alike.
    /// </summary>
    public async Task<(Account? Account, TimeSpan? Wait)> CheckAsync(string username, string password, string address, CancellationToken cancellationToken)
    {
        if (await limits.FindWaitAsync(address, username, cancellationToken) is { } wait)
        {
            return (null, wait);
        }

        var account = await accounts.FindByUsernameAsync(username, cancellationToken);
        var isRight = await VerifyAsync(account, password, address, cancellationToken);
        if (!isRight || account!.DisabledAt is not null)
        {
            return (null, await limits.AddFailureAsync(address, username, cancellationToken));
        }

        // Guesses at the same time may have used up what this address had.
        if (await limits.FindWaitAsync(address, username, cancellationToken) is { } waitNow)
        {
            return (null, waitNow);
        }

        await limits.ForgetAsync(address, username, cancellationToken);
        return (account, null);
    }

    /// <summary>
    /// Replaces a password by another, and ends every session but one. The current one is checked with the same limits as a
    /// sign-in.
    /// </summary>
    public async Task<(bool Changed, TimeSpan? Wait)> ChangeAsync(
        Account account, string current, string replacement, Guid? keptSession, string address, CancellationToken cancellationToken)
    {
        var (known, wait) = await CheckAsync(account.Username, current, address, cancellationToken);
        if (known is null || known.Id != account.Id)
        {
            return (false, wait);
        }

        var hash = await hashing.HashAsync(Normalize(replacement), address, cancellationToken);
        return (await accounts.ChangePasswordAsync(account.Id, known.PasswordHash!, hash, keptSession, cancellationToken), null);
    }

    public Task<string> HashAsync(string password, string address, CancellationToken cancellationToken) =>
        hashing.HashAsync(Normalize(password), address, cancellationToken);

    /// <summary>What is typed on one keyboard is the same as on another (NIST SP 800-63B, section 3.1.1.2).</summary>
    public static string Normalize(string password) => ProfileRules.IsText(password) ? password.Normalize(NormalizationForm.FormKC) : password;

    private async Task<bool> VerifyAsync(Account? account, string password, string address, CancellationToken cancellationToken)
    {
        var normalized = Normalize(password);
        if (await hashing.VerifyAsync(account?.PasswordHash, normalized, address, cancellationToken))
        {
            return account?.PasswordHash is not null;
        }

        // Hashes from before passwords were normalised; whoever types nothing that changes has none of those.
        return normalized != password && await hashing.VerifyAsync(account?.PasswordHash, password, address, cancellationToken) && account?.PasswordHash is not null;
    }
}
