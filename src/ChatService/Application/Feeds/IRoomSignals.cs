using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// What the nodes tell each other about a room, at most once and without order: a feed that misses a signal finds the
/// messages anyway when it looks again.
/// </summary>
public interface IRoomSignals
{
    /// <summary>Calls back, on any thread, until the subscription is disposed.</summary>
    /// <exception cref="ServiceUnavailableException">There is no connection to hear signals on.</exception>
    Task<IAsyncDisposable> SubscribeAsync(Guid streamId, Action<RoomSignal> onSignal);

    /// <summary>Calls back whenever the connection is back after a loss, during which signals went by.</summary>
    void OnRestored(Action restored);
}

/// <summary>Something happened in a room.</summary>
public abstract record RoomSignal
{
    /// <summary>Another node accepted a message, and may accept more during <paramref name="Silence"/> without saying so.</summary>
    public sealed record Messages(TimeSpan Silence) : RoomSignal;

    public sealed record Deleted(Guid MessageId, long Offset) : RoomSignal;

    /// <summary>Settings changed, or the stream started or ended.</summary>
    public sealed record Settings : RoomSignal;

    public sealed record Reactions(IReadOnlyDictionary<string, int> Counts) : RoomSignal;

    public sealed record Moderated(UserModerated Event) : RoomSignal;
}
