using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Caching.Memory;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>
/// Turns what a verified token of the external issuer says into the claims of this product. The account behind it is
/// looked up once a minute, and at once when a token says something else.
/// </summary>
internal sealed class ExternalSessions(IServiceScopeFactory scopes, ISignedIn signedIn, AccountPrincipals principals, ExternalIssuerOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <summary>Null when the token names nobody, or a disabled account.</summary>
    public async ValueTask<ClaimsPrincipal?> FindAsync(IReadOnlyCollection<Claim> token, CancellationToken cancellationToken)
    {
        if (ExternalProfile.From(token, options.RolesClaim, time.GetUtcNow()) is not { } profile)
        {
            return null;
        }

        var key = (profile.Issuer, profile.Subject, profile.DisplayName, profile.AvatarUrl, string.Join(' ', profile.Roles));
        if (!_cache.TryGetValue(key, out Guid accountId))
        {
            await using var scope = scopes.CreateAsyncScope();
            accountId = (await scope.ServiceProvider.GetRequiredService<ExternalAccounts>().FindOrAddAsync(profile, cancellationToken)).Id;
            _cache.Set(key, accountId, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh });
        }

        if (await signedIn.FindAsync(accountId, cancellationToken) is not { } account)
        {
            return null;
        }

        // What this token says, not what a later one may have changed: its issuer signed it.
        return principals.Create(Account.From(profile, account.Id, account.Username, account.CreatedAt), sessionId: null, JwtBearerDefaults.AuthenticationScheme);
    }

    public void Dispose() => _cache.Dispose();
}
