using System.Diagnostics;
using Clockit.Contracts;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Clockit.Messaging.Bus;

/// <summary>
/// Publishes events with publisher confirms. One connection and channel, opened at first use and again after a loss.
/// Safe for concurrent callers.
/// </summary>
/// <param name="configuration">Has <c>ConnectionStrings:messaging</c>.</param>
/// <param name="declaresQueues">Whether it sees to it that our services' queues are there.</param>
public sealed class EventPublisher(IConfiguration configuration, bool declaresQueues = false) : IAsyncDisposable
{
    /// <summary>How long the broker may take to confirm. Shorter than a claim on rows of the outbox, which others get after it.</summary>
    public static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(5);

    private static readonly ActivitySource Source = new("Clockit.Messaging");
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile IChannel? _channel;
    private volatile bool _blocked;
    private IConnection? _connection;

    /// <summary>
    /// Returns once the broker has taken responsibility for the message (publisher confirm). With
    /// <paramref name="mandatory"/> it must also have reached a queue.
    /// </summary>
    /// <exception cref="EventNotPublishedException">Not confirmed within <see cref="ConfirmTimeout"/>: it may or may not have arrived; publish it again.</exception>
    public async Task PublishAsync(EventMessage message, bool mandatory, CancellationToken cancellationToken)
    {
        var parent = ActivityContext.TryParse(message.TraceParent, traceState: null, out var context) ? context : default;
        using var activity = Source.StartActivity($"publish {message.RoutingKey}", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.system", "rabbitmq");
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.destination.name", EventCatalog.Exchange);
        activity?.SetTag("messaging.rabbitmq.destination.routing_key", message.RoutingKey);
        activity?.SetTag("messaging.message.id", message.EventId.ToString());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConfirmTimeout);
        try
        {
            var channel = _channel is { IsOpen: true } open ? open : await OpenAsync(limit.Token);
            if (_blocked)
            {
                // It would wait in the socket, time out, be sent again, and arrive as often when the alarm is over.
                throw new InvalidOperationException("The broker takes nothing while its memory or disk is short.");
            }

            await channel.BasicPublishAsync(
                EventCatalog.Exchange,
                message.RoutingKey,
                mandatory,
                message.ToProperties(activity?.Id ?? message.TraceParent),
                message.Body,
                limit.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw exception is PublishException { IsReturn: true }
                ? new EventNotPublishedException($"No queue takes {message.RoutingKey} {message.EventId}.", exception) { IsUnroutable = true }
                : new EventNotPublishedException($"The broker did not confirm {message.RoutingKey} {message.EventId}.", exception);
        }
    }

    /// <summary>Declares our services' queues and bindings, where this publisher does that and is connected.</summary>
    internal async Task DeclareQueuesAsync(CancellationToken cancellationToken)
    {
        if (declaresQueues && _connection is { IsOpen: true } connection)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(ConfirmTimeout);
            await DeclareQueuesAsync(connection, limit.Token);
        }
    }

    /// <summary>Ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _opening.Dispose();
    }

    private async Task<IChannel> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_channel is { IsOpen: true } open)
            {
                return open;
            }

            await CloseAsync();
            var factory = new ConnectionFactory
            {
                Uri = new Uri(configuration.GetConnectionString("messaging") ?? throw new InvalidOperationException("ConnectionStrings:messaging is not set.")),
                ClientProvidedName = $"{AppDomain.CurrentDomain.FriendlyName} events",
                // A lost channel is opened anew by the next publish, which then knows what was not confirmed.
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = TimeSpan.FromSeconds(3),
                RequestedHeartbeat = TimeSpan.FromSeconds(10),
            };
            _blocked = false;
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            _connection.ConnectionBlockedAsync += (_, _) => SetBlockedAsync(true);
            _connection.ConnectionUnblockedAsync += (_, _) => SetBlockedAsync(false);
            var channel = await _connection.CreateChannelAsync(
                // The default limiter delays publishers from 64 unconfirmed messages on; our callers' batches are bounded.
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
                cancellationToken);
            await channel.ExchangeDeclareAsync(EventCatalog.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            if (declaresQueues)
            {
                await DeclareQueuesAsync(_connection, cancellationToken);
            }

            _channel = channel;
            return channel;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>On a channel of its own: the broker closes one on which something is declared otherwise than it is.</summary>
    private static async Task DeclareQueuesAsync(IConnection connection, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await ServiceQueues.DeclareAsync(channel, cancellationToken);
    }

    private Task SetBlockedAsync(bool blocked)
    {
        _blocked = blocked;
        return Task.CompletedTask;
    }

    private async Task CloseAsync()
    {
        if (_channel is { } channel)
        {
            _channel = null;
            await channel.DisposeAsync();
        }

        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }
}

/// <summary>The broker did not confirm an event.</summary>
public sealed class EventNotPublishedException(string message, Exception innerException) : Exception(message, innerException)
{
    /// <summary>The broker is well, but no queue takes the event.</summary>
    public bool IsUnroutable { get; init; }
}
