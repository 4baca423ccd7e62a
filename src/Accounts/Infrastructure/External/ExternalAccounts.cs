using Clockit.Accounts.Application;
using Clockit.Accounts.Infrastructure.Users;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>The accounts of those who sign in at the external issuer.</summary>
public sealed class ExternalAccounts(AccountsDbContext db, UserManager<Account> users, ProfileService profiles, TimeProvider time)
{
    private const int Attempts = 8;

    /// <summary>
    /// The account of an issuer's subject, made at first sight, with the profile and the roles that its newest token says.
    /// However many ask at once, there is one account.
    /// </summary>
    public async Task<Account> FindOrAddAsync(ExternalProfile profile, CancellationToken cancellationToken)
    {
        var account = await users.FindByLoginAsync(profile.Issuer, profile.Subject) ?? await AddAsync(profile, cancellationToken);
        return IsChanged(account, profile) ? (await profiles.ChangeAsync(account.Id, current => Take(current, profile), cancellationToken))! : account;
    }

    private async Task<Account> AddAsync(ExternalProfile profile, CancellationToken cancellationToken)
    {
        var username = Usernames.From(profile.NameHint);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            // The same person's other first requests wait here and then find the account.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"{profile.Issuer} {profile.Subject}"}, 0))", cancellationToken);
            if (await users.FindByLoginAsync(profile.Issuer, profile.Subject) is { } known)
            {
                return known;
            }

            var account = new Account
            {
                Id = await IdForAsync(profile.Subject, cancellationToken),
                UserName = attempt == 0 ? username : Usernames.WithSuffix(username),
                CreatedAt = time.GetUtcNow(),
            };
            Take(account, profile);
            if (await TryAddAsync(account, profile))
            {
                await transaction.CommitAsync(cancellationToken);
                return account;
            }
        }

        throw new ServiceUnavailableException("No free username was found.");
    }

    /// <summary>False when the username or the id is taken.</summary>
    private async Task<bool> TryAddAsync(Account account, ExternalProfile profile)
    {
        try
        {
            var result = await users.CreateAsync(account);
            if (!result.Succeeded)
            {
                return result.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.DuplicateUserName))
                    ? false
                    : throw new InvalidOperationException(string.Join(' ', result.Errors.Select(error => error.Code)));
            }

            db.UserLogins.Add(new IdentityUserLogin<Guid> { LoginProvider = profile.Issuer, ProviderKey = profile.Subject, UserId = account.Id });
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    private async Task<Guid> IdForAsync(string subject, CancellationToken cancellationToken) =>
        Guid.TryParseExact(subject, "D", out var id) && id != Guid.Empty && !await db.Users.AnyAsync(account => account.Id == id, cancellationToken)
            ? id
            : Guid.CreateVersion7(time.GetUtcNow());

    private static bool IsChanged(Account account, ExternalProfile profile) =>
        !(profile.IssuedAt < account.ProfileAsOf)
        && (account.DisplayName != (profile.DisplayName ?? account.UserName) || account.AvatarUrl != profile.AvatarUrl || !account.Roles.SequenceEqual(profile.Roles, StringComparer.Ordinal));

    private static void Take(Account account, ExternalProfile profile)
    {
        // Looked at again: meanwhile a newer token may have been seen.
        if (IsChanged(account, profile))
        {
            account.DisplayName = profile.DisplayName ?? account.UserName!;
            account.AvatarUrl = profile.AvatarUrl;
            account.Roles = [.. profile.Roles];
            account.ProfileAsOf = profile.IssuedAt;
        }
    }
}
