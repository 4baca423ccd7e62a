namespace Clockit.Realtime;

/// <summary>What may become of a message whose reader is too slow to take it.</summary>
public enum MessageClass
{
    /// <summary>
    /// Never dropped while the connection lives: when a reader falls too far behind, the connection is closed and the
    /// client reconnects. For signaling and for whatever was not classified.
    /// </summary>
    Critical,

    /// <summary>
    /// May be dropped for a slow reader, who is then told of the gap (or disconnected) and fetches what it missed by
    /// offset. For chat.
    /// </summary>
    Recoverable,

    /// <summary>Only the newest of its key matters: an older one that still waits is replaced. For counters.</summary>
    Latest,
}
