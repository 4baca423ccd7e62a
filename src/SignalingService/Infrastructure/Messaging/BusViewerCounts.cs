using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Presence;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Infrastructure.Messaging;

/// <summary>
/// Publishes <see cref="ViewerCountChanged"/>. Not mandatory: a count that nobody has a queue for is not worth keeping.
/// </summary>
internal sealed class BusViewerCounts(
    IDueCounts due, EventPublisher publisher, IOptions<PresenceOptions> options, TimeProvider time, ILogger<BusViewerCounts> logger)
    : ViewerCountTeller(due, time, logger)
{
    protected override CountAudience Audience => CountAudience.Bus;

    protected override TimeSpan Interval => options.Value.EventInterval;

    protected override TimeSpan Poll => options.Value.Poll;

    protected override async Task TellAsync(DueCount count, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        var changed = new ViewerCountChanged
        {
            EventId = Guid.CreateVersion7(now),
            StreamId = count.StreamId,
            Sequence = count.Sequence,
            OccurredAt = now,
            ViewerCount = count.Counts.ViewerCount,
            PeakViewers = count.Counts.PeakViewers,
            TotalViews = count.Counts.TotalViews,
        };
        try
        {
            await publisher.PublishAsync(EventMessage.For(changed), mandatory: false, cancellationToken);
        }
        catch (EventNotPublishedException exception)
        {
            throw new ServiceUnavailableException(exception.Message, exception);
        }
    }
}
