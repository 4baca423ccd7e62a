namespace Clockit.Messaging.Bus;

/// <summary>Declares our services' queues again now and then, so that none stays away for longer than <see cref="Interval"/>.</summary>
internal sealed class QueueCare(EventPublisher publisher, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await publisher.DeclareQueuesAsync(stoppingToken);
        }
    }
}
