using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Infrastructure;

/// <summary>Issues and rotates refresh tokens.</summary>
public sealed class RefreshTokenService(AccountsDbContext db, TimeProvider time)
{
    private const int TokenBytes = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The first token of a new family.</summary>
    public async Task<string> IssueAsync(Guid accountId, CancellationToken cancellationToken)
    {
        var token = Add(accountId, Guid.CreateVersion7(time.GetUtcNow()));
        await db.RefreshTokens.Where(old => old.ExpiresAt < time.GetUtcNow()).ExecuteDeleteAsync(cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>
    /// Uses a token up and gives the account and the next token; null when it is unknown, expired or revoked. One that
    /// was used before revokes its whole family.
    /// </summary>
    public async Task<(Account Account, string Next)?> RotateAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Hash(token);
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var used = await db.RefreshTokens
            .FromSql($"""SELECT * FROM refresh_tokens WHERE "Hash" = {hash} FOR UPDATE""")
            .SingleOrDefaultAsync(cancellationToken);
        if (used is null || used.RevokedAt is not null || used.ExpiresAt <= now)
        {
            return null;
        }

        if (used.UsedAt is not null)
        {
            await db.RefreshTokens.Where(t => t.FamilyId == used.FamilyId)
                .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }

        used.UsedAt = now;
        var account = await db.Users.SingleAsync(user => user.Id == used.AccountId, cancellationToken);
        var next = Add(used.AccountId, used.FamilyId);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (account, next);
    }

    private string Add(Guid accountId, Guid familyId)
    {
        var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = time.GetUtcNow();
        db.Add(new RefreshToken { Hash = Hash(token), FamilyId = familyId, AccountId = accountId, CreatedAt = now, ExpiresAt = now + Lifetime });
        return token;
    }

    private static byte[] Hash(string token) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token));
}
