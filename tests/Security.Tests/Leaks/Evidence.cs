using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Clockit.Contracts;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Clockit.Security.Tests.Leaks;

/// <summary>Everything that this process says of what it does: spans, metrics' tags, events. Listens from its making on.</summary>
internal sealed class Evidence : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> _tags = new(StringComparer.Ordinal);
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();
    private IConnection? _broker;

    public Evidence()
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Spans.Enqueue(Write(span)),
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        Measure<byte>();
        Measure<short>();
        Measure<int>();
        Measure<long>();
        Measure<float>();
        Measure<double>();
        Measure<decimal>();
        _meters.Start();
    }

    public ConcurrentQueue<string> Spans { get; } = new();

    public ConcurrentQueue<string> Events { get; } = new();

    /// <summary>Each different measurement's instrument and tags.</summary>
    public ICollection<string> Metrics
    {
        get
        {
            _meters.RecordObservableInstruments();
            return _tags.Keys;
        }
    }

    public async Task SubscribeAsync(string messaging)
    {
        _broker = await new ConnectionFactory { Uri = new Uri(messaging) }.CreateConnectionAsync();
        var channel = await _broker.CreateChannelAsync();
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, EventCatalog.Exchange, "#");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            var headers = (delivery.BasicProperties.Headers ?? new Dictionary<string, object?>()).Select(header => $"{header.Key}={(header.Value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : header.Value)}");
            Events.Enqueue($"{delivery.RoutingKey} {delivery.BasicProperties.MessageId} {string.Join(' ', headers)} {Encoding.UTF8.GetString(delivery.Body.Span)}");
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
    }

    public async ValueTask DisposeAsync()
    {
        _spans.Dispose();
        _meters.Dispose();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    private void Measure<T>()
        where T : struct => _meters.SetMeasurementEventCallback<T>((instrument, _, tags, _) => _tags.TryAdd($"{instrument.Name} {Join(tags.ToArray())}", 0));

    private static string Write(Activity span) => string.Join(
        ' ',
        [
            span.Source.Name, span.OperationName, span.DisplayName, span.StatusDescription, span.TraceStateString, Join(span.TagObjects),
            .. span.Baggage.Select(item => $"{item.Key}={item.Value}"), .. span.Events.Select(one => $"{one.Name} {Join(one.Tags)}"), .. span.Links.Select(link => Join(link.Tags ?? [])),
        ]);

    private static string Join(IEnumerable<KeyValuePair<string, object?>> tags) =>
        string.Join(' ', tags.Select(tag => $"{tag.Key}={(tag.Value is System.Collections.IEnumerable several and not string ? string.Join(',', several.Cast<object?>()) : tag.Value)}"));
}
