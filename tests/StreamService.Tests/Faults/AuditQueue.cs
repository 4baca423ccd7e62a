using System.Text.Json.Nodes;
using Clockit.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>Another service that notes every lifecycle event, in order of arrival, and finds the broker again after each fault.</summary>
internal sealed class AuditQueue : IAsyncDisposable
{
    private const string Queue = "audit";
    private const string Exchange = "clockit.events";
    private const string Keys = "live.*";
    private readonly string _messaging;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _consuming;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, List<AuditedEvent>> _events = [];
    private readonly HashSet<Guid> _ids = [];

    private AuditQueue(string messaging)
    {
        _messaging = messaging;
        _consuming = ConsumeAsync();
    }

    /// <summary>How often an event came again with the id that it had before.</summary>
    public int Redelivered { get; private set; }

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

    /// <summary>Returns when the queue is there.</summary>
    public static async Task<AuditQueue> StartAsync(string messaging)
    {
        var audit = new AuditQueue(messaging);
        await audit.DeclareAsync();
        return audit;
    }

    /// <summary>Takes the binding away; events find no queue from then on.</summary>
    public Task UnbindAsync() => WithChannelAsync(channel => channel.QueueUnbindAsync(Queue, Exchange, Keys));

    /// <summary>Deletes the queue, once it is empty, so that only what is published later can be lost with it.</summary>
    public async Task DeleteAsync()
    {
        await UnbindAsync();
        await Eventually.TrueAsync(async () =>
        {
            uint waiting = 1;
            await WithChannelAsync(async channel => waiting = await channel.MessageCountAsync(Queue));
            return waiting == 0;
        });
        await WithChannelAsync(channel => channel.QueueDeleteAsync(Queue));
    }

    /// <summary>Gives queue and binding back.</summary>
    public Task DeclareAsync() => WithChannelAsync(async channel =>
    {
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(Queue, Exchange, Keys);
    });

    /// <summary>What has arrived about a stream, each event once.</summary>
    public IReadOnlyList<AuditedEvent> Of(Guid streamId)
    {
        lock (_gate)
        {
            return _events.TryGetValue(streamId, out var events) ? [.. events] : [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _consuming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    /// <summary>Consumes for as long as queue and connection last, and then again.</summary>
    private async Task ConsumeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectAsync();
                await using var channel = await connection.CreateChannelAsync();
                var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                channel.ChannelShutdownAsync += (_, _) => Over(isOver);
                var consumer = new AsyncEventingBasicConsumer(channel);
                consumer.UnregisteredAsync += (_, _) => Over(isOver);
                consumer.ReceivedAsync += async (_, delivery) =>
                {
                    Note(JsonNode.Parse(delivery.Body.Span)!, delivery.RoutingKey);
                    await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
                };
                await channel.BasicConsumeAsync(Queue, autoAck: false, consumer, _stopping.Token);
                await isOver.Task.WaitAsync(_stopping.Token);
            }
            catch (Exception exception) when (IsFault(exception))
            {
                await Task.Delay(200, _stopping.Token);
            }
        }

        static Task Over(TaskCompletionSource isOver)
        {
            isOver.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private async Task WithChannelAsync(Func<IChannel, Task> act)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await ConnectAsync();
                await using var channel = await connection.CreateChannelAsync();
                await act(channel);
                return;
            }
            catch (Exception exception) when (IsFault(exception) && attempt < 50)
            {
                await Task.Delay(200);
            }
        }
    }

    private Task<IConnection> ConnectAsync() =>
        new ConnectionFactory { Uri = new Uri(_messaging), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(_stopping.Token);

    private static bool IsFault(Exception exception) =>
        exception is BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException or IOException or TimeoutException;

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
