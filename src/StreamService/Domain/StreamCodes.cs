namespace Clockit.StreamService.Domain;

/// <summary>The codes that only this service answers with. Codes are stable: clients are written against them.</summary>
public static class StreamCodes
{
    public const string AlreadyEnded = "stream.already_ended";
    public const string Live = "stream.live";
    public const string Changed = "stream.changed";
    public const string IdempotencyKeyReused = "request.idempotency_key_reused";
}
