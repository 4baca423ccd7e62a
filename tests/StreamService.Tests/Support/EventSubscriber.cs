using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Clockit.StreamService.Tests.Support;

/// <summary>Another service: a durable queue bound to every event, or to some, read as plain JSON.</summary>
public sealed class EventSubscriber : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly ConcurrentQueue<ReceivedEvent> _received = new();

    private EventSubscriber(IConnection connection) => _connection = connection;

    public static async Task<EventSubscriber> StartAsync(string messaging, string queue = "subscriber", string binding = "#")
    {
        var factory = new ConnectionFactory { Uri = new Uri(messaging) };
        var connection = await factory.CreateConnectionAsync();
        var subscriber = new EventSubscriber(connection);
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync("clockit.events", ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(queue, "clockit.events", binding);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var traceParent = delivery.BasicProperties.Headers?.TryGetValue("traceparent", out var header) == true ? Encoding.UTF8.GetString((byte[])header!) : null;
            subscriber._received.Enqueue(new ReceivedEvent(delivery.RoutingKey, JsonNode.Parse(delivery.Body.Span)!, traceParent));
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return subscriber;
    }

    /// <summary>What has arrived about a stream, in order of arrival.</summary>
    public IReadOnlyList<ReceivedEvent> Of(Guid streamId) => [.. _received.Where(e => (Guid)e.Body["streamId"]! == streamId)];

    /// <summary>Waits until an event has arrived.</summary>
    public async Task<ReceivedEvent> WaitForAsync(Guid streamId, string routingKey, TimeSpan? within = null)
    {
        ReceivedEvent? found = null;
        await Eventually.TrueAsync(() => (found = Of(streamId).FirstOrDefault(e => e.RoutingKey == routingKey)) is not null, within, $"{routingKey} of {streamId}");
        return found!;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}

/// <summary>An event as another service gets it.</summary>
public sealed record ReceivedEvent(string RoutingKey, JsonNode Body, string? TraceParent);
