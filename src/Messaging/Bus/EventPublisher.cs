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
public sealed class EventPublisher(IConfiguration configuration) : IAsyncDisposable
{
    private static readonly ActivitySource Source = new("Clockit.Messaging");
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile IChannel? _channel;
    private IConnection? _connection;

    /// <summary>
    /// Returns once the broker has taken responsibility for the message (publisher confirm). With
    /// <paramref name="mandatory"/> it must also have reached a queue.
    /// </summary>
    /// <exception cref="EventNotPublishedException">Not confirmed: it may or may not have arrived; publish it again.</exception>
    public async Task PublishAsync(EventMessage message, bool mandatory, CancellationToken cancellationToken)
    {
        var parent = ActivityContext.TryParse(message.TraceParent, traceState: null, out var context) ? context : default;
        using var activity = Source.StartActivity($"publish {message.RoutingKey}", ActivityKind.Producer, parent);
        activity?.SetTag("messaging.system", "rabbitmq");
        activity?.SetTag("messaging.operation.type", "send");
        activity?.SetTag("messaging.destination.name", EventCatalog.Exchange);
        activity?.SetTag("messaging.rabbitmq.destination.routing_key", message.RoutingKey);
        activity?.SetTag("messaging.message.id", message.EventId.ToString());
        try
        {
            var channel = _channel is { IsOpen: true } open ? open : await OpenAsync(cancellationToken);
            await channel.BasicPublishAsync(
                EventCatalog.Exchange,
                message.RoutingKey,
                mandatory,
                message.ToProperties(activity?.Id ?? message.TraceParent),
                message.Body,
                cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw exception is PublishException { IsReturn: true }
                ? new EventNotPublishedException($"No queue takes {message.RoutingKey} {message.EventId}.", exception) { IsUnroutable = true }
                : new EventNotPublishedException($"The broker did not confirm {message.RoutingKey} {message.EventId}.", exception);
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
            _connection = await factory.CreateConnectionAsync(cancellationToken);
            var channel = await _connection.CreateChannelAsync(
                // The default limiter delays publishers from 64 unconfirmed messages on; our callers' batches are bounded.
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
                cancellationToken);
            await channel.ExchangeDeclareAsync(EventCatalog.Exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: cancellationToken);
            _channel = channel;
            return channel;
        }
        finally
        {
            _opening.Release();
        }
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
