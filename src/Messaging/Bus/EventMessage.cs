using System.Diagnostics;
using System.Text;
using Clockit.Contracts;
using RabbitMQ.Client;

namespace Clockit.Messaging.Bus;

/// <summary>An event on its way to <see cref="EventCatalog.Exchange"/>.</summary>
/// <param name="EventId">Also the AMQP message id.</param>
/// <param name="Type">The record's name in Contracts, for example <c>LiveStarted</c>; also the AMQP type.</param>
/// <param name="RoutingKey">For example <c>live.started</c>.</param>
/// <param name="Body">Plain JSON.</param>
/// <param name="OccurredAt">The AMQP timestamp.</param>
/// <param name="TraceParent">The W3C trace context of the change, or null.</param>
public sealed record EventMessage(Guid EventId, string Type, string RoutingKey, ReadOnlyMemory<byte> Body, DateTimeOffset OccurredAt, string? TraceParent)
{
    /// <summary>The message for an event, in the trace that is current.</summary>
    public static EventMessage For(IStreamEvent @event) => new(
        @event.EventId,
        @event.GetType().Name,
        EventCatalog.RoutingKeyOf(@event.GetType()),
        EventJson.Serialize(@event),
        @event.OccurredAt,
        Activity.Current?.Id);

    /// <summary>
    /// Properties and headers on the wire: <c>traceparent</c> for everybody, <c>MT-Activity-Id</c> and
    /// <c>MT-MessageType</c> so that MassTransit consumers continue the trace and know the type of a raw JSON body.
    /// </summary>
    internal BasicProperties ToProperties(string? traceParent)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["MT-MessageType"] = Encoding.UTF8.GetBytes($"urn:message:{typeof(EventCatalog).Namespace}:{Type}"),
        };
        if (traceParent is not null)
        {
            headers["traceparent"] = Encoding.UTF8.GetBytes(traceParent);
            headers["MT-Activity-Id"] = Encoding.UTF8.GetBytes(traceParent);
        }

        return new BasicProperties
        {
            ContentType = "application/json",
            DeliveryMode = DeliveryModes.Persistent,
            MessageId = EventId.ToString(),
            Type = Type,
            Timestamp = new AmqpTimestamp(OccurredAt.ToUnixTimeSeconds()),
            Headers = headers,
        };
    }
}
