using System.Text.Json.Nodes;
using Clockit.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>Another service that notes every lifecycle event, in order of arrival.</summary>
internal sealed class AuditQueue(string messaging) : IAsyncDisposable
{
    private const string Queue = "audit";
    private const string Exchange = "clockit.events";
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<AuditedEvent>> _events = [];
    private readonly HashSet<Guid> _ids = [];
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>How often an event came again with the id that it had before.</summary>
    public int Redelivered { get; private set; }

    /// <summary>Declares the queue, binds it and consumes.</summary>
    public async Task StartAsync()
    {
        // The client finds the broker again by itself after a kill, and declares what it declared before.
        var factory = new ConnectionFactory { Uri = new Uri(messaging), NetworkRecoveryInterval = TimeSpan.FromMilliseconds(200) };
        _connection = await factory.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
        await DeclareAsync();
    }

    /// <summary>Takes the binding away; events find no queue from then on.</summary>
    public Task UnbindAsync() => _channel!.QueueUnbindAsync(Queue, Exchange, "live.*");

    /// <summary>Gives the binding back.</summary>
    public Task BindAsync() => _channel!.QueueBindAsync(Queue, Exchange, "live.*");

    /// <summary>Deletes the queue, once it is empty, so that only what is published later can be lost with it.</summary>
    public async Task DeleteAsync()
    {
        await UnbindAsync();
        await Eventually.TrueAsync(async () => await _channel!.MessageCountAsync(Queue) == 0);
        await _channel!.QueueDeleteAsync(Queue);
    }

    /// <summary>Declares the queue, binds it and consumes from it.</summary>
    public async Task DeclareAsync()
    {
        var channel = _channel!;
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(Queue, Exchange, "live.*");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            Note(JsonNode.Parse(delivery.Body.Span)!, delivery.RoutingKey);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
    }

    /// <summary>What has arrived about a stream, each event once.</summary>
    public IReadOnlyList<AuditedEvent> Of(Guid streamId)
    {
        lock (_gate)
        {
            return _events.TryGetValue(streamId, out var events) ? [.. events] : [];
        }
    }

    /// <summary>The streams of which something has arrived.</summary>
    public IReadOnlyCollection<Guid> Streams
    {
        get
        {
            lock (_gate)
            {
                return [.. _events.Keys];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    private void Note(JsonNode body, string routingKey)
    {
        lock (_gate)
        {
            if (!_ids.Add((Guid)body["eventId"]!))
            {
                Redelivered++;
                return;
            }

            var streamId = (Guid)body["streamId"]!;
            if (!_events.TryGetValue(streamId, out var events))
            {
                _events[streamId] = events = [];
            }

            events.Add(new AuditedEvent(routingKey, (long)body["sequence"]!));
        }
    }
}

/// <summary>One lifecycle event as another service saw it.</summary>
internal sealed record AuditedEvent(string RoutingKey, long Sequence);
