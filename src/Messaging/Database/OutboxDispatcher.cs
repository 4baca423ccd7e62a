using System.Collections.Concurrent;
using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Messaging.Database;

/// <summary>
/// Publishes the rows of <c>outbox</c>. Several dispatchers may run at once. Guarantees: a committed row is published at
/// least once, whatever is killed; one stream's rows go out in the order of their sequence; a row is marked only after
/// the broker confirmed it and, where a service of ours consumes it, routed it to a queue.
/// </summary>
/// <remarks>
/// One worker at a time looks for rows and publishes what it finds. While rows keep coming it goes on looking, so that one
/// transaction marks many, and hands over when it has much in flight or had its turn for long; then it waits for its
/// confirms, marks and commits. A worker that is slow, or paused, with a row holds back that row's stream and no other, and
/// not for longer than the server lets it (<see cref="OutboxClaim"/>). What is then published again carries the same event id.
/// </remarks>
internal sealed partial class OutboxDispatcher(
    NpgsqlDataSource database, EventPublisher publisher, OutboxSignal signal, TimeProvider time, ILogger<OutboxDispatcher> logger) : IDisposable
{
    private const int Workers = 4;
    private const int MostInFlight = 200;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan SoonAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan UnroutableRetry = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Rows that no queue takes yet, by when they are tried again: meanwhile they are in nobody's way but their stream's.</summary>
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _unroutable = new();

    public void Dispose() => _turn.Dispose();

    public Task RunAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                await OutboxClaim.PrepareAsync(connection, stoppingToken);
                while (true)
                {
                    await DispatchAsync(new OutboxClaim(connection), stoppingToken);
                    retry = FirstRetry;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogRetry(exception, retry.TotalMilliseconds);
                await Task.Delay(retry, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                signal.Set();
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }
    }

    /// <summary>Waits for rows, publishes them and marks those that were confirmed.</summary>
    private async Task DispatchAsync(OutboxClaim claim, CancellationToken cancellationToken)
    {
        var publications = new List<(Guid EventId, Task Confirmation)>();
        await _turn.WaitAsync(cancellationToken);
        try
        {
            do
            {
                // While events come often the next look needs no transaction of its own.
                if (!await signal.IsSetWithinAsync(SoonAgain, time, cancellationToken))
                {
                    await claim.EndAsync([], cancellationToken);
                    await signal.IsSetWithinAsync(Poll, time, cancellationToken);
                }
            }
            while (!await PublishMoreAsync(claim, publications, cancellationToken));

            await PublishWhileWaitingAsync(claim, publications, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }

        await Task.WhenAll(publications.Select(publication => publication.Confirmation)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var confirmed = publications.Where(publication => publication.Confirmation.IsCompletedSuccessfully).Select(publication => publication.EventId).ToList();
        var unroutable = SetAsideUnroutable(publications);
        await claim.EndAsync(confirmed, cancellationToken);
        // The next rows of these streams waited for this.
        signal.Set();
        var failed = publications.Count - confirmed.Count - unroutable;
        if (failed == publications.Count)
        {
            // Nothing works now: tell why, and wait before the next try.
            await publications[0].Confirmation;
        }
        else if (failed > 0)
        {
            LogPartly(failed, publications.Count);
        }
    }

    private int SetAsideUnroutable(List<(Guid EventId, Task Confirmation)> publications)
    {
        var unroutable = publications.Where(publication => publication.Confirmation.Exception?.InnerException is EventNotPublishedException { IsUnroutable: true }).ToList();
        if (unroutable.Count > 0)
        {
            LogUnroutable(unroutable.Count, unroutable[0].Confirmation.Exception!.InnerException!.Message);
            unroutable.ForEach(publication => _unroutable[publication.EventId] = time.GetUtcNow() + UnroutableRetry);
        }

        return unroutable.Count;
    }

    private ICollection<Guid> UnroutableNow()
    {
        var now = time.GetUtcNow();
        foreach (var (eventId, again) in _unroutable)
        {
            if (again <= now)
            {
                _unroutable.TryRemove(eventId, out _);
            }
        }

        return _unroutable.Keys;
    }

    /// <summary>Goes on until all is confirmed and no more comes, or so much is in flight that another worker had better go on.</summary>
    private async Task PublishWhileWaitingAsync(OutboxClaim claim, List<(Guid EventId, Task Confirmation)> publications, CancellationToken cancellationToken)
    {
        using var turn = new CancellationTokenSource(LongestTurn, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(turn.Token, cancellationToken);
        while (publications.Count < MostInFlight)
        {
            var quiet = Task.WhenAll([Task.Delay(Linger, time, both.Token), .. publications.Select(publication => publication.Confirmation)]);
            if (await Task.WhenAny(quiet, signal.WaitAsync(both.Token)) == quiet || both.IsCancellationRequested)
            {
                return;
            }

            await PublishMoreAsync(claim, publications, cancellationToken);
        }

        // There may be more.
        signal.Set();
    }

    /// <summary>Claims and publishes what waits now; says whether there was something.</summary>
    private async Task<bool> PublishMoreAsync(OutboxClaim claim, List<(Guid EventId, Task Confirmation)> publications, CancellationToken cancellationToken)
    {
        signal.Clear();
        var messages = await claim.TakeAsync(MostInFlight, UnroutableNow(), cancellationToken);
        // Different streams: their order among each other is free.
        publications.AddRange(messages.Select(message => (message.EventId, publisher.PublishAsync(message, IsConsumedByUs(message), cancellationToken))));
        return messages.Count > 0;
    }

    /// <summary>What is for other services only does not wait until there is one.</summary>
    private static bool IsConsumedByUs(EventMessage message) => message.Type is not nameof(RecordingReady);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "Events wait in the outbox; trying again in {Delay} ms")]
    private partial void LogRetry(Exception exception, double delay);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The broker did not confirm {Failed} of {Total} events; they stay in the outbox")]
    private partial void LogPartly(int failed, int total);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "{Count} events wait in the outbox for a queue that takes them: {First}")]
    private partial void LogUnroutable(int count, string first);
}
