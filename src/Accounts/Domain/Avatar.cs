namespace Clockit.Accounts.Domain;

/// <summary>An uploaded picture, as this program encoded it anew.</summary>
public sealed class Avatar
{
    public Guid AccountId { get; init; }

    /// <summary>WebP, of <c>Avatars.Size</c> pixels a side at most.</summary>
    public byte[] Content { get; init; } = [];
}
