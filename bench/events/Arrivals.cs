using System.Collections.Concurrent;
using System.Diagnostics;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Clockit.Bench.Events;

/// <summary>A subscriber, and how long each message took to it.</summary>
internal sealed class Arrivals : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<double> _milliseconds = [];
    private readonly IConnection _connection;

    private Arrivals(IConnection connection) => _connection = connection;

    /// <summary>Messages that were sent and have not arrived.</summary>
    public int Missing => _sent.Count;

    public IReadOnlyCollection<double> Milliseconds => _milliseconds;

    public static async Task<Arrivals> StartAsync(string messaging, string queue, string exchange, string routingKey)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(messaging) }.CreateConnectionAsync();
        var channel = await connection.CreateChannelAsync();
        var arrivals = new Arrivals(connection);
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(queue, exchange, routingKey);
        await channel.BasicQosAsync(0, 200, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var now = Stopwatch.GetTimestamp();
            if (arrivals._sent.TryRemove(delivery.BasicProperties.MessageId!, out var sent))
            {
                arrivals._milliseconds.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            }

            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        return arrivals;
    }

    /// <summary>Call it immediately before the message leaves.</summary>
    public void Sending(string id) => _sent[id] = Stopwatch.GetTimestamp();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
