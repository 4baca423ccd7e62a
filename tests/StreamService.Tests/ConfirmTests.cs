using Clockit.Messaging.Bus;
using Clockit.StreamService.Tests.Faults;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

public sealed class ConfirmTests(SharedService shared)
{
    /// <summary>The outbox may hold its rows for ten seconds: a publish that waits longer is made by another node too.</summary>
    [Fact]
    public async Task A_confirm_that_does_not_come_is_given_up_before_others_take_the_events_and_the_next_publish_connects_anew()
    {
        await using var proxy = new BrokerProxy(shared.Service.Messaging);
        await using var publisher = new EventPublisherOf(proxy.Address);
        var stream = Guid.CreateVersion7();
        await publisher.PublishViewersAsync(stream, sequence: 1, viewers: 1, peak: 1, total: 1);

        proxy.HoldWhatTheBrokerSends();
        await Assert.ThrowsAsync<EventNotPublishedException>(() =>
            publisher.PublishViewersAsync(stream, sequence: 2, viewers: 2, peak: 2, total: 2).WaitAsync(TimeSpan.FromSeconds(9)));

        proxy.Drop();
        // A publish that meets the dying connection fails, and its caller publishes again.
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await publisher.PublishViewersAsync(stream, sequence: 3, viewers: 3, peak: 3, total: 3);
                    return true;
                }
                catch (EventNotPublishedException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(20));
    }
}
