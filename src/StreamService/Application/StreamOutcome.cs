using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>The stream after a command, or why it was refused.</summary>
public sealed record StreamOutcome(LiveStream? Stream, StreamRefusal? Refusal)
{
    public static implicit operator StreamOutcome(LiveStream stream) => new(stream, Refusal: null);

    public static implicit operator StreamOutcome(StreamRefusal refusal) => new(Stream: null, refusal);
}

/// <summary>How a refusal is to be told.</summary>
public enum RefusalKind
{
    NotFound,
    Forbidden,
    Conflict,
    PreconditionFailed,
    Invalid,
}

/// <summary>Why a command was refused.</summary>
public sealed record StreamRefusal(RefusalKind Kind, string Code, string Detail)
{
    public static readonly StreamRefusal NotFound = new(RefusalKind.NotFound, "stream.not_found", "There is no such stream.");
    public static readonly StreamRefusal NotHost = new(RefusalKind.Forbidden, "stream.not_host", "Only the stream's creator may do this.");
    public static readonly StreamRefusal Changed = new(RefusalKind.PreconditionFailed, StreamCodes.Changed, "The stream has changed since you read it; read it again.");
    public static readonly StreamRefusal KeyReused = new(RefusalKind.Invalid, StreamCodes.IdempotencyKeyReused, "This Idempotency-Key was used for a different request; use a new one.");

    public static StreamRefusal From(StreamError error) => new(RefusalKind.Conflict, error.Code, error.Detail);
}
