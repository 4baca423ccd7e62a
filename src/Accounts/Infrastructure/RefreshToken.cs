namespace Clockit.Accounts.Infrastructure;

/// <summary>
/// A refresh token of a program. Each is used once and replaced by the next of its family; when a used one is presented
/// again somebody has a copy, and the whole family ends.
/// </summary>
public sealed class RefreshToken
{
    /// <summary>SHA-256 of the token: it has 256 random bits, so a plain hash cannot be searched.</summary>
    public byte[] Hash { get; init; } = [];

    public Guid FamilyId { get; init; }

    public Guid AccountId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
