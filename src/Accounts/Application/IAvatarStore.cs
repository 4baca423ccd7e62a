using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Uploaded pictures.</summary>
public interface IAvatarStore
{
    /// <summary>The content, or null when the account has none.</summary>
    Task<byte[]?> FindAsync(Guid accountId, CancellationToken cancellationToken);

    /// <summary>
    /// Decodes an image, brings it to at most 512 pixels a side, encodes it anew without anything else that the file held,
    /// and makes it the account's picture. Null when it is no image of a kind and size that is taken, or there is no such
    /// account.
    /// </summary>
    Task<Account?> ReplaceAsync(Guid accountId, byte[] image, CancellationToken cancellationToken);
}
