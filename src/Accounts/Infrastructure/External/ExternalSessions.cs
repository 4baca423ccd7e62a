using System.Security.Claims;
using Clockit.Accounts.Application;
using Clockit.ServiceDefaults.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace Clockit.Accounts.Infrastructure.External;

/// <summary>
/// Turns what a verified token of the external issuer says into the claims of this product. The account behind it is
/// looked up once a minute, and at once when a token says something else.
/// </summary>
internal sealed class ExternalSessions(IServiceScopeFactory scopes, ExternalIssuerOptions options, TimeProvider time) : IDisposable
{
    private const string Scheme = "External";
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <summary>Null when the token names nobody.</summary>
    public async ValueTask<ClaimsPrincipal?> FindAsync(IReadOnlyCollection<Claim> token, CancellationToken cancellationToken)
    {
        if (ExternalProfile.From(token, options.RolesClaim, time.GetUtcNow()) is not { } profile)
        {
            return null;
        }

        var key = (profile.Issuer, profile.Subject, profile.DisplayName, profile.AvatarUrl, string.Join(' ', profile.Roles));
        if (!_cache.TryGetValue(key, out (Guid Id, string Username) account))
        {
            await using var scope = scopes.CreateAsyncScope();
            var found = await scope.ServiceProvider.GetRequiredService<ExternalAccounts>().FindOrAddAsync(profile, cancellationToken);
            account = (found.Id, found.UserName!);
            _cache.Set(key, account, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh });
        }

        // What this token says, not what a later one may have changed: its issuer signed it.
        var identity = new ClaimsIdentity(Scheme, ClockitClaims.Username, ClockitClaims.Role);
        identity.AddClaim(new Claim(ClockitClaims.UserIdClaim, account.Id.ToString()));
        identity.AddClaim(new Claim(ClockitClaims.Username, account.Username));
        identity.AddClaim(new Claim(ClockitClaims.DisplayName, profile.DisplayName ?? account.Username));
        if (profile.AvatarUrl is not null)
        {
            identity.AddClaim(new Claim(ClockitClaims.AvatarUrl, profile.AvatarUrl));
        }

        identity.AddClaims(profile.Roles.Select(role => new Claim(ClockitClaims.Role, role)));
        return new ClaimsPrincipal(identity);
    }

    public void Dispose() => _cache.Dispose();
}
