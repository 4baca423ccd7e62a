using Clockit.Messaging.Database;

namespace Clockit.StreamService.Infrastructure;

/// <summary>Which stream a host's create request with an <c>Idempotency-Key</c> made.</summary>
public sealed class IdempotentRequest
{
    /// <summary>A key is forgotten a day after its first use.</summary>
    internal static readonly CleanUp CleanUp = new(
        "idempotent_requests",
        """
        DELETE FROM idempotent_requests WHERE (host_id, key) IN (
          SELECT host_id, key FROM idempotent_requests WHERE created_at < now() - interval '1 day' LIMIT 1000)
        """);

    public Guid HostId { get; init; }

    public string Key { get; init; } = "";

    public byte[] RequestHash { get; init; } = [];

    public Guid StreamId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
