namespace Clockit.Accounts.Domain;

/// <summary>
/// One sign-in: of a browser, whose cookie names it, or of a program, whose access tokens and whole family of refresh
/// tokens name it. Whoever presents something that names an ended session is not signed in.
/// </summary>
public sealed class Session
{
    /// <summary>Characters that are kept of a device's description.</summary>
    public const int MaxDevice = 200;

    /// <summary>One account's; beyond them the one that was seen last the longest ago ends.</summary>
    public const int MaxPerAccount = 100;

    /// <summary>A browser's session ends when nobody has used it for this long.</summary>
    public static readonly TimeSpan BrowserLifetime = TimeSpan.FromDays(14);

    /// <summary>Somebody whom an external issuer no longer knows is out within this time, used or not.</summary>
    public static readonly TimeSpan ExternalLifetime = TimeSpan.FromDays(1);

    /// <summary>A program's session ends when it has not been refreshed for this long.</summary>
    public static readonly TimeSpan ProgramLifetime = TimeSpan.FromDays(30);

    /// <summary>How exact <see cref="LastSeenAt"/> is.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private Session()
    {
    }

    public Guid Id { get; private set; }

    public Guid AccountId { get; private set; }

    public SessionKind Kind { get; private set; }

    /// <summary>The <c>User-Agent</c> of the sign-in, shortened.</summary>
    public string Device { get; private set; } = "";

    /// <summary>The address that it was last used from.</summary>
    public string Address { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset LastSeenAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public static Session Start(Guid id, Guid accountId, SessionKind kind, Caller caller, DateTimeOffset now) => new()
    {
        Id = id,
        AccountId = accountId,
        Kind = kind,
        Device = caller.ShortDevice,
        Address = caller.Address,
        CreatedAt = now,
        LastSeenAt = now,
        ExpiresAt = now + LifetimeOf(kind),
    };

    public bool IsActive(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    /// <summary>Notes that it was used; an external issuer's session does not last longer for it.</summary>
    public void See(string address, DateTimeOffset now)
    {
        LastSeenAt = now;
        Address = address;
        if (Kind is not SessionKind.External)
        {
            ExpiresAt = now + LifetimeOf(Kind);
        }
    }

    private static TimeSpan LifetimeOf(SessionKind kind) => kind switch
    {
        SessionKind.Program => ProgramLifetime,
        SessionKind.External => ExternalLifetime,
        _ => BrowserLifetime,
    };

    /// <summary>Where a request comes from.</summary>
    public sealed record Caller(string Device, string Address)
    {
        internal string ShortDevice => new([.. Device.Where(c => c is >= ' ' and <= '~').Take(MaxDevice)]);
    }
}

/// <summary>What signed in.</summary>
public enum SessionKind
{
    /// <summary>With a cookie, by a password.</summary>
    Browser,

    /// <summary>With access and refresh tokens.</summary>
    Program,

    /// <summary>With a cookie, at an external issuer.</summary>
    External,
}
