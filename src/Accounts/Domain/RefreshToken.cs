namespace Clockit.Accounts.Domain;

/// <summary>
/// A refresh token of a program's session. Each is used once and replaced by the next. Who did not get the answer may
/// repeat the newest used token for a while and gets the same successor; any other reuse means that somebody has a copy,
/// and the session ends.
/// </summary>
public sealed class RefreshToken
{
    /// <summary>For how long a used token gives its successor again.</summary>
    public static readonly TimeSpan RepeatWindow = TimeSpan.FromSeconds(30);

    private RefreshToken()
    {
    }

    /// <summary>SHA-256 of the token: it has 256 random bits, so a plain hash cannot be searched.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>The session whose family it belongs to.</summary>
    public Guid SessionId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>The hash of the token that replaced it.</summary>
    public byte[]? SuccessorHash { get; private set; }

    /// <summary>The token that replaced it, encrypted by a key that is not in the database.</summary>
    public byte[]? ProtectedSuccessor { get; private set; }

    public static RefreshToken Create(byte[] hash, Guid sessionId, DateTimeOffset now) => new()
    {
        Hash = hash,
        SessionId = sessionId,
        CreatedAt = now,
        ExpiresAt = now + Session.ProgramLifetime,
    };

    /// <summary>What presenting it means. The caller holds the family's lock.</summary>
    /// <param name="successor">The token in <see cref="SuccessorHash"/>; null for none.</param>
    public RefreshVerdict Judge(RefreshToken? successor, DateTimeOffset now) =>
        ExpiresAt <= now ? RefreshVerdict.Invalid
        : UsedAt is null ? RefreshVerdict.Rotate
        : successor is { UsedAt: null } && ProtectedSuccessor is not null && UsedAt + RepeatWindow > now ? RefreshVerdict.Repeat
        : RefreshVerdict.Stolen;

    /// <summary>It is used up, and replaced by this one.</summary>
    public void Use(RefreshToken successor, byte[] protectedSuccessor, DateTimeOffset now)
    {
        UsedAt = now;
        SuccessorHash = successor.Hash;
        ProtectedSuccessor = protectedSuccessor;
    }
}

/// <summary>What to do with a presented refresh token.</summary>
public enum RefreshVerdict
{
    Invalid,

    /// <summary>Use it up and give the next one.</summary>
    Rotate,

    /// <summary>Give its successor again.</summary>
    Repeat,

    /// <summary>End the session.</summary>
    Stolen,
}
