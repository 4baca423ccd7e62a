using System.Collections.Frozen;

namespace Clockit.Contracts;

/// <summary>Where each event is published: a durable topic exchange and a routing key per kind of event.</summary>
public static class EventCatalog
{
    /// <summary>The durable topic exchange to which other services bind their queues.</summary>
    public const string Exchange = "clockit.events";

    private static readonly FrozenDictionary<Type, string> RoutingKeys = new Dictionary<Type, string>
    {
        [typeof(LiveScheduled)] = "live.scheduled",
        [typeof(LiveStarted)] = "live.started",
        [typeof(LiveInterrupted)] = "live.interrupted",
        [typeof(LiveResumed)] = "live.resumed",
        [typeof(LiveEnded)] = "live.ended",
        [typeof(LiveVisibilityChanged)] = "live.visibility_changed",
        [typeof(LiveDeleted)] = "live.deleted",
        [typeof(RecordingReady)] = "recording.ready",
        [typeof(ViewerCountChanged)] = "viewer_count.changed",
        [typeof(ChatUserModerated)] = "chat.user_moderated",
    }.ToFrozenDictionary();

    /// <summary>Every kind of event.</summary>
    public static IReadOnlyCollection<Type> EventTypes => RoutingKeys.Keys;

    /// <summary>The routing key of a kind of event, for example <c>live.started</c>.</summary>
    /// <exception cref="ArgumentException">The type is none of this catalog's events.</exception>
    public static string RoutingKeyOf(Type eventType) =>
        RoutingKeys.TryGetValue(eventType, out var key)
            ? key
            : throw new ArgumentException($"{eventType} is not an event of {Exchange}.", nameof(eventType));
}
