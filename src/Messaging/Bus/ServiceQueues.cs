using Clockit.Contracts;
using RabbitMQ.Client;

namespace Clockit.Messaging.Bus;

/// <summary>
/// The durable queues of our own services and the events that each takes. A publisher declares them too: an event goes to
/// the queues that are there when it is published, and a queue or binding that somebody deleted, or that a broker lost
/// with its data, is otherwise back only when its service connects again.
/// </summary>
internal static class ServiceQueues
{
    private static readonly (string Queue, Type[] Events)[] All =
    [
        ("stream-service", [typeof(ViewerCountChanged)]),
        ("chat-service", [typeof(LiveScheduled), typeof(LiveStarted), typeof(LiveEnded), typeof(LiveVisibilityChanged), typeof(LiveDeleted)]),
        ("signaling-service", [typeof(LiveStarted), typeof(LiveInterrupted), typeof(LiveResumed), typeof(LiveEnded), typeof(LiveDeleted)]),
    ];

    /// <summary>Says when a service consumes other events than it is listed with here.</summary>
    /// <exception cref="InvalidOperationException">The list is not up to date.</exception>
    public static void Check(string queue, IReadOnlyCollection<Type> events)
    {
        var listed = Array.Find(All, entry => string.Equals(entry.Queue, queue, StringComparison.Ordinal)).Events;
        if (listed is null || !events.ToHashSet().SetEquals(listed))
        {
            throw new InvalidOperationException($"List the queue {queue} and the events that it takes in {nameof(ServiceQueues)}: publishers declare it.");
        }
    }

    /// <summary>
    /// Declares what MassTransit declares for a receive endpoint: the queue, an exchange of the same name in front of it,
    /// and that exchange's bindings. What is there already stays.
    /// </summary>
    public static async Task DeclareAsync(IChannel channel, CancellationToken cancellationToken)
    {
        foreach (var (queue, events) in All)
        {
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellationToken);
            await channel.QueueBindAsync(queue, queue, string.Empty, cancellationToken: cancellationToken);
            foreach (var type in events)
            {
                await channel.ExchangeBindAsync(queue, EventCatalog.Exchange, EventCatalog.RoutingKeyOf(type), cancellationToken: cancellationToken);
            }
        }
    }
}
