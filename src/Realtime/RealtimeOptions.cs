namespace Clockit.Realtime;

/// <summary>How a room gathers its messages, how far a reader may fall behind, and which message is of which class.</summary>
public sealed class RealtimeOptions
{
    private readonly Dictionary<string, Classification> _classes = new(StringComparer.Ordinal);

    /// <summary>
    /// Prefix of every Redis channel; installations that share a Redis need different ones. At most 64 characters.
    /// </summary>
    public string KeyPrefix { get; set; } = "clockit:rt:";

    /// <summary>
    /// Which groups concern this node alone: nothing of theirs goes to other nodes. For a sender that runs on every node
    /// and brings each its own copy, in an order that it decides itself.
    /// </summary>
    public Func<string, bool> IsLocal { get; set; } = static _ => false;

    /// <summary>
    /// The shortest time between two deliveries of one room. A quiet room delivers at once; a busy one gathers its
    /// messages for this long and delivers them as one write per connection. Zero to one second.
    /// </summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A room that gathered this many bytes holds its senders until the next delivery.</summary>
    public int MaxGatheredBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How many bytes of critical messages may wait for one slow connection; beyond that it is disconnected.
    /// </summary>
    public int MaxQueuedCriticalBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// How many bytes of recoverable messages may wait for one slow connection; beyond that all that wait are dropped
    /// and a gap is marked, or the connection is closed where there is no <see cref="GapMarker"/>.
    /// </summary>
    public int MaxQueuedRecoverableBytes { get; set; } = 128 * 1024;

    /// <summary>How many different latest-only messages may wait for one slow connection; beyond that the oldest go.</summary>
    public int MaxQueuedLatest { get; set; } = 256;

    /// <summary>A connection that has not taken a single write for this long is disconnected.</summary>
    public TimeSpan StalledTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A connection from which nothing came for this long is disconnected. SignalR's clients ping every 15 s.</summary>
    public TimeSpan SilentTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many records of the hub protocol a client may send a second in the long run; twice as many at once. Whoever
    /// sends more is disconnected. Null for any number.
    /// </summary>
    public int? MaxReceivedPerSecond { get; set; }

    /// <summary>
    /// Whether clients that offer permessage-deflate (RFC 7692), as browsers do, get a room's messages compressed. Only
    /// where they reach this process over plain HTTP/1.1, which is how a gateway does.
    /// </summary>
    public bool Compression { get; set; } = true;

    /// <summary>How long a room without members keeps its Redis subscription, so that comings and goings cost nothing.</summary>
    public TimeSpan UnsubscribeDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a join waits for Redis to confirm the room's subscription. After that it goes on with local delivery;
    /// the subscription follows by itself when Redis returns.
    /// </summary>
    public TimeSpan SubscribeTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Over how long a shutdown spreads its requests to reconnect. Zero tells everyone at once.</summary>
    public TimeSpan DrainWindow { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Makes the message that tells a slow reader that recoverable messages of a room were dropped. Without one, such a
    /// reader is disconnected instead.
    /// </summary>
    public Func<Gap, GapMessage>? GapMarker { get; set; }

    /// <summary>Declares that pushes of <paramref name="method"/> may be dropped for a slow reader and are recovered by offset.</summary>
    public RealtimeOptions Recoverable(string method)
    {
        _classes[method] = new Classification(MessageClass.Recoverable, Key: null);
        return this;
    }

    /// <summary>
    /// Declares that of the pushes of <paramref name="method"/> only the newest matters, per room and per what
    /// <paramref name="key"/> reads from the arguments (for example the stream's id).
    /// </summary>
    public RealtimeOptions Latest(string method, Func<object?[], string>? key = null)
    {
        _classes[method] = new Classification(MessageClass.Latest, key);
        return this;
    }

    internal (MessageClass Class, string? Key) Classify(string method, object?[] arguments)
    {
        if (!_classes.TryGetValue(method, out var classification))
        {
            return (MessageClass.Critical, null);
        }

        return classification.Class == MessageClass.Latest
            ? (MessageClass.Latest, classification.Key is null ? method : $"{method}\n{classification.Key(arguments)}")
            : (classification.Class, null);
    }

    private sealed record Classification(MessageClass Class, Func<object?[], string>? Key);
}

/// <summary>Recoverable messages of <paramref name="Room"/> that one slow reader did not get.</summary>
public readonly record struct Gap(string Room, long Dropped);

/// <summary>What a slow reader is sent in place of what was dropped.</summary>
public readonly record struct GapMessage(string Method, object? Argument);
