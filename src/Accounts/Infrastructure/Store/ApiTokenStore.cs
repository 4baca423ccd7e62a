using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Accounts.Infrastructure.Store;

internal sealed class ApiTokenStore(AccountsDbContext db, TimeProvider time) : IApiTokenStore
{
    public async Task<bool> AddAsync(ApiToken token, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM accounts WHERE id = {token.AccountId} FOR NO KEY UPDATE", cancellationToken);
        if (await db.ApiTokens.CountAsync(other => other.AccountId == token.AccountId, cancellationToken) >= ApiToken.MaxPerAccount)
        {
            return false;
        }

        db.Add(token);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<ApiToken>> ListAsync(Guid accountId, CancellationToken cancellationToken) =>
        await db.ApiTokens.AsNoTracking().Where(token => token.AccountId == accountId).OrderByDescending(token => token.CreatedAt).ToListAsync(cancellationToken);

    public async Task<bool> DeleteAsync(Guid accountId, Guid tokenId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.ApiTokens.Where(token => token.Id == tokenId && token.AccountId == accountId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        await db.WriteAsync([AccountChange.Of(AccountChangeKind.SessionEnded, accountId, tokenId, time.GetUtcNow())], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
