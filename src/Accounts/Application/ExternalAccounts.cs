using Clockit.Accounts.Domain;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.Accounts.Application;

/// <summary>The accounts of those who sign in at the external issuer.</summary>
public sealed class ExternalAccounts(IAccountStore accounts, TimeProvider time)
{
    private const int Attempts = 8;

    /// <summary>
    /// The account of an issuer's subject, made at first sight, with the profile and the roles that its newest token says.
    /// However many ask at once, there is one account.
    /// </summary>
    public async Task<Account> FindOrAddAsync(ExternalProfile profile, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByLoginAsync(profile.Issuer, profile.Subject, cancellationToken) ?? await AddAsync(profile, cancellationToken);
        return account.Differs(profile) ? await accounts.ChangeAsync(account.Id, current => current.Update(profile), cancellationToken) ?? account : account;
    }

    private async Task<Account> AddAsync(ExternalProfile profile, CancellationToken cancellationToken)
    {
        var username = Usernames.From(profile.NameHint);
        if (ReservedNames.IsReserved(username))
        {
            username = Usernames.WithSuffix(username);
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var now = time.GetUtcNow();
            var id = Guid.TryParseExact(profile.Subject, "D", out var subject) && subject != Guid.Empty && await accounts.FindAsync(subject, cancellationToken) is null
                ? subject
                : Guid.CreateVersion7(now);
            var account = Account.From(profile, id, attempt == 0 ? username : Usernames.WithSuffix(username), now);
            if (await accounts.AddAsync(account, new ExternalLogin { Issuer = profile.Issuer, Subject = profile.Subject, AccountId = id }, cancellationToken) is { } added)
            {
                return added;
            }
        }

        throw new ServiceUnavailableException("No free username was found.");
    }
}
