using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Microsoft.Extensions.Configuration;

namespace Clockit.StreamService.Tests.Support;

/// <summary>Publishes as SignalingService does.</summary>
internal sealed class EventPublisherOf(string messaging) : IAsyncDisposable
{
    private readonly EventPublisher _publisher = new(new ConfigurationBuilder()
        .AddInMemoryCollection([new("ConnectionStrings:messaging", messaging)])
        .Build());

    public Task PublishViewersAsync(Guid streamId, long sequence, int viewers, int peak, int total, DateTimeOffset? at = null, Guid? eventId = null) => _publisher.PublishAsync(
        EventMessage.For(new ViewerCountChanged
        {
            EventId = eventId ?? Guid.CreateVersion7(),
            StreamId = streamId,
            Sequence = sequence,
            OccurredAt = at ?? DateTimeOffset.UtcNow,
            ViewerCount = viewers,
            PeakViewers = peak,
            TotalViews = total,
        }),
        mandatory: true,
        CancellationToken.None);

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();
}
