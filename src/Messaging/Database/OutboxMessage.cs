using System.Diagnostics;
using System.Text;
using Clockit.Contracts;
using Clockit.Messaging.Bus;

namespace Clockit.Messaging.Database;

/// <summary>
/// An event that waits in the table <c>outbox</c> of the service's own database. Add it to the same
/// <c>SaveChanges</c> as the change that it tells of: both commit, or neither.
/// </summary>
public sealed class OutboxMessage
{
    private OutboxMessage()
    {
    }

    public Guid EventId { get; private init; }

    public Guid StreamId { get; private init; }

    /// <summary>Must be taken while the stream's row is locked, so that a lower one is committed before a higher one.</summary>
    public long Sequence { get; private init; }

    /// <summary>The event's type name, for example <c>LiveStarted</c>.</summary>
    public string Type { get; private init; } = "";

    public string RoutingKey { get; private init; } = "";

    /// <summary>The event as plain JSON.</summary>
    public string Body { get; private init; } = "";

    public DateTimeOffset OccurredAt { get; private init; }

    /// <summary>The W3C trace context of the change.</summary>
    public string? TraceParent { get; private init; }

    /// <summary>When the broker confirmed it; null until then.</summary>
    public DateTimeOffset? PublishedAt { get; private init; }

    /// <summary>The row for an event, in the trace that is current.</summary>
    public static OutboxMessage For(IStreamEvent @event) => new()
    {
        EventId = @event.EventId,
        StreamId = @event.StreamId,
        Sequence = @event.Sequence,
        Type = @event.GetType().Name,
        RoutingKey = EventCatalog.RoutingKeyOf(@event.GetType()),
        Body = Encoding.UTF8.GetString(EventJson.Serialize(@event)),
        OccurredAt = @event.OccurredAt,
        TraceParent = Activity.Current?.Id,
    };
}
