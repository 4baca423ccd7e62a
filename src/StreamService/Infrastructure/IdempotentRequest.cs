namespace Clockit.StreamService.Infrastructure;

/// <summary>Which stream a host's create request with an <c>Idempotency-Key</c> made.</summary>
public sealed class IdempotentRequest
{
    /// <summary>The longest key that is taken, in characters.</summary>
    public const int KeyLength = 200;

    public Guid HostId { get; init; }

    public string Key { get; init; } = "";

    public byte[] RequestHash { get; init; } = [];

    public Guid StreamId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
