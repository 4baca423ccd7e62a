using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Clockit.Accounts.Infrastructure.Sessions;

/// <summary>
/// Sessions, API tokens and accounts as read from Postgres, kept for a minute at most and dropped as soon as
/// <see cref="AccountChangeFeed"/> hears of a change. While the log cannot be followed nothing is kept longer than a second.
/// </summary>
internal sealed class SignedIn : ISignedIn, IDisposable
{
    private static readonly TimeSpan Fresh = Session.SeenEvery;
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 200_000 });
    private readonly IServiceScopeFactory _scopes;
    private readonly AccountChangeFeed _feed;
    private readonly TimeProvider _time;

    public SignedIn(IServiceScopeFactory scopes, AccountChangeFeed feed, TimeProvider time)
    {
        (_scopes, _feed, _time) = (scopes, feed, time);
        feed.OnHeard(Drop);
    }

    public async ValueTask<Account?> FindBySessionAsync(Guid sessionId, string address, CancellationToken cancellationToken)
    {
        var session = await FindAsync(KeyOf("session", sessionId), db => ReadSessionAsync(db, sessionId, address, cancellationToken));
        return session is not null && session.IsActive(_time.GetUtcNow()) ? await FindAsync(session.AccountId, cancellationToken) : null;
    }

    public async ValueTask<(Account Account, ApiToken Token)?> FindByApiTokenAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = RandomTokens.Hash(secret);
        var id = await FindAsync(KeyOf("hash", Convert.ToHexString(hash)), db => db.ApiTokens.Where(token => token.Hash == hash).Select(token => token.Id.ToString()).FirstOrDefaultAsync(cancellationToken));
        if (!Guid.TryParse(id, out var tokenId)
            || await FindAsync(KeyOf("session", tokenId), db => ReadApiTokenAsync(db, tokenId, cancellationToken)) is not { } token
            || token.ExpiresAt <= _time.GetUtcNow()
            || await FindAsync(token.AccountId, cancellationToken) is not { } account)
        {
            return null;
        }

        return (account, token);
    }

    public async ValueTask<Account?> FindAsync(Guid accountId, CancellationToken cancellationToken) =>
        await FindAsync(KeyOf("account", accountId), db => db.Accounts.AsNoTracking().FirstOrDefaultAsync(account => account.Id == accountId, cancellationToken)) is { DisabledAt: null } account
            ? account
            : null;

    public void Dispose() => _cache.Dispose();

    private static string KeyOf(string kind, object id) => $"{kind} {id}";

    private void Drop(AccountChange change)
    {
        _cache.Remove(KeyOf("account", change.AccountId));
        if (change.SessionId is { } sessionId)
        {
            _cache.Remove(KeyOf("session", sessionId));
        }
    }

    /// <summary>What is not there is not kept: it may come into being.</summary>
    private async ValueTask<T?> FindAsync<T>(string key, Func<AccountsDbContext, Task<T?>> read)
        where T : class
    {
        if (_cache.TryGetValue(key, out T? known))
        {
            return known;
        }

        var position = _feed.Position;
        await using var scope = _scopes.CreateAsyncScope();
        var found = await read(scope.ServiceProvider.GetRequiredService<AccountsDbContext>());
        if (found is not null)
        {
            _cache.Set(key, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = position < 0 || _feed.IsBehind ? TimeSpan.FromSeconds(1) : Fresh });
            if (_feed.Position != position)
            {
                // Something was heard while it was read: it may be older than that.
                _cache.Remove(key);
            }
        }

        return found;
    }

    private async Task<Session?> ReadSessionAsync(AccountsDbContext db, Guid sessionId, string address, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var session = await db.Sessions.AsNoTracking().FirstOrDefaultAsync(s => s.Id == sessionId, cancellationToken);
        if (session is null || !session.IsActive(now))
        {
            return null;
        }

        if (session.LastSeenAt + Session.SeenEvery <= now)
        {
            session.See(address, now);
            await db.Sessions.Where(s => s.Id == sessionId && s.RevokedAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(s => s.LastSeenAt, now).SetProperty(s => s.Address, address).SetProperty(s => s.ExpiresAt, session.ExpiresAt),
                cancellationToken);
        }

        return session;
    }

    private async Task<ApiToken?> ReadApiTokenAsync(AccountsDbContext db, Guid tokenId, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var token = await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == tokenId, cancellationToken);
        if (token is not null && token.ExpiresAt > now)
        {
            await db.ApiTokens.Where(t => t.Id == tokenId).ExecuteUpdateAsync(set => set.SetProperty(t => t.LastUsedAt, now), cancellationToken);
        }

        return token;
    }
}
