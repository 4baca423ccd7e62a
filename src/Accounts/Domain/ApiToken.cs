namespace Clockit.Accounts.Domain;

/// <summary>A named token that an account made for a program of its own. It is shown once and kept as a hash.</summary>
public sealed class ApiToken
{
    /// <summary>What every token begins with, so that scanners find leaked ones.</summary>
    public const string Prefix = "clk_";

    public const int MaxName = 50;

    /// <summary>One account's.</summary>
    public const int MaxPerAccount = 50;

    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    private ApiToken()
    {
    }

    public Guid Id { get; private set; }

    public Guid AccountId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>SHA-256 of the token: it has 256 random bits, so a plain hash cannot be searched.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>Of <see cref="ApiScopes"/>.</summary>
    public string[] Scopes { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Right to a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public static ApiToken Create(Guid id, Guid accountId, string name, byte[] hash, IReadOnlyCollection<string> scopes, DateTimeOffset now, DateTimeOffset expiresAt) => new()
    {
        Id = id,
        AccountId = accountId,
        Name = name,
        Hash = hash,
        Scopes = [.. scopes],
        CreatedAt = now,
        ExpiresAt = expiresAt,
    };
}

/// <summary>What an API token may be used for. No scope reaches passwords, sessions, tokens or the account's deletion.</summary>
public static class ApiScopes
{
    /// <summary>Reading whatever the account may read.</summary>
    public const string Read = "read";

    /// <summary>Writing and moderating in chats.</summary>
    public const string Chat = "chat";

    /// <summary>Making, changing, starting and ending streams, publishing media, and the live hub.</summary>
    public const string Streams = "streams";

    public static readonly IReadOnlyList<string> All = [Read, Chat, Streams];

    /// <summary>The scope that a request needs; null when no API token may make it.</summary>
    public static string? Required(string method, string path)
    {
        if (path.StartsWith("/hubs/chat", StringComparison.OrdinalIgnoreCase))
        {
            return Chat;
        }

        if (path.StartsWith("/hubs/", StringComparison.OrdinalIgnoreCase))
        {
            return Streams;
        }

        var isRead = method is "GET" or "HEAD" or "OPTIONS";
        if (path.StartsWith("/api/auth", StringComparison.OrdinalIgnoreCase))
        {
            return isRead && path.Equals("/api/auth/me", StringComparison.OrdinalIgnoreCase) ? Read : null;
        }

        if (isRead)
        {
            return Read;
        }

        var isLive = path.StartsWith("/api/live", StringComparison.OrdinalIgnoreCase);
        var isChat = isLive && path.Split('/') is [_, _, _, _, var part, ..] && (part.Equals("chat", StringComparison.OrdinalIgnoreCase) || part.Equals("comment", StringComparison.OrdinalIgnoreCase));
        return isChat ? Chat : isLive || path.StartsWith("/whip", StringComparison.OrdinalIgnoreCase) || path.StartsWith("/api/webhooks", StringComparison.OrdinalIgnoreCase) ? Streams : null;
    }
}
