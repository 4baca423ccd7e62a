using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Named API tokens in the database.</summary>
public interface IApiTokenStore
{
    /// <summary>False when the account has <see cref="ApiToken.MaxPerAccount"/> of them.</summary>
    Task<bool> AddAsync(ApiToken token, CancellationToken cancellationToken);

    /// <summary>An account's tokens, expired ones included, the newest first.</summary>
    Task<IReadOnlyList<ApiToken>> ListAsync(Guid accountId, CancellationToken cancellationToken);

    /// <summary>Deletes a token of an account; false when it has none of that id.</summary>
    Task<bool> DeleteAsync(Guid accountId, Guid tokenId, CancellationToken cancellationToken);
}
