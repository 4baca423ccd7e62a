using System.Text.Json;
using System.Threading.Channels;
using Clockit.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>Subscribes to one kind of event as any other service would: a queue bound to the exchange, plain JSON.</summary>
public static class EventSubscriber
{
    public static async Task<EventSubscriber<T>> StartAsync<T>(string messaging)
        where T : class, IStreamEvent
    {
        var factory = new ConnectionFactory { Uri = new Uri(messaging) };
        var connection = await factory.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, EventCatalog.Exchange, EventCatalog.RoutingKeyOf(typeof(T)));
        var subscriber = new EventSubscriber<T>(connection);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            subscriber.Take(delivery.Body.Span);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return subscriber;
    }
}

/// <inheritdoc cref="EventSubscriber"/>
public sealed class EventSubscriber<T>(IConnection connection) : IAsyncDisposable
    where T : class, IStreamEvent
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Channel<(T Event, TimeSpan At)> _events = Channel.CreateUnbounded<(T, TimeSpan)>();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>The next event and when it came, since the subscription.</summary>
    public async Task<(T Event, TimeSpan At)> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _events.Reader.ReadAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    internal void Take(ReadOnlySpan<byte> body) =>
        _events.Writer.TryWrite((JsonSerializer.Deserialize<T>(body, Json)!, TimeProvider.System.GetElapsedTime(_start)));
}
