using Microsoft.IdentityModel.Tokens;

namespace Clockit.Accounts.Application;

/// <summary>The keys of the embedded issuer. A snapshot in memory, refreshed in the background.</summary>
public interface ISigningKeys
{
    /// <summary>The key that signs new tokens.</summary>
    ECDsaSecurityKey Current { get; }

    /// <summary>Every key whose tokens are still valid, and the next one, published before it signs.</summary>
    IReadOnlyList<ECDsaSecurityKey> Published { get; }
}
