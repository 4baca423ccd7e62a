namespace Clockit.Accounts.Domain;

/// <summary>Which account an external issuer's subject has.</summary>
public sealed class ExternalLogin
{
    public string Issuer { get; init; } = "";

    public string Subject { get; init; } = "";

    public Guid AccountId { get; init; }
}
