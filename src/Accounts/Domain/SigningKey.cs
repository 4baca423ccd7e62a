namespace Clockit.Accounts.Domain;

/// <summary>A key that signs access tokens. The private part is protected by the data protection keys.</summary>
public sealed class SigningKey
{
    /// <summary>The <c>kid</c>.</summary>
    public string Id { get; init; } = "";

    /// <summary>PKCS#8, protected.</summary>
    public byte[] ProtectedPrivateKey { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }
}
