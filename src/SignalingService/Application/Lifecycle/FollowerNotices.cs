using System.Threading.Channels;
using Clockit.Contracts;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Rooms;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Application.Lifecycle;

/// <summary>
/// Tells the followers of a host that a public stream of theirs started: each open connection once, the newest followers
/// first, at most 100,000 of them. Beside the handling of events, which never waits for it. Best effort: what cannot be
/// told within some seconds is not told, nor what waits when the process ends.
/// </summary>
public sealed partial class FollowerNotices(IFollowers followers, ILiveNotifier notifier, IRoomStore rooms, TimeProvider time, ILogger<FollowerNotices> logger)
{
    /// <summary>To how many followers a start is told.</summary>
    public const int MaxTold = 100_000;

    private const int MaxWaiting = 1000;
    private const int Workers = 2;
    private const int Attempts = 5;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);

    private readonly Channel<LiveStarted> _waiting = Channel.CreateBounded<LiveStarted>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Has the followers told. Nobody, when the stream is not public or a thousand starts wait already.</summary>
    public void Enqueue(LiveStarted started)
    {
        if (started.Visibility is StreamVisibilities.Public && !_waiting.Writer.TryWrite(started))
        {
            LogFull(started.StreamId);
        }
    }

    public Task RunAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        await foreach (var started in _waiting.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                await TellAsync(started, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(started.StreamId, exception);
            }
        }
    }

    private async Task TellAsync(LiveStarted started, CancellationToken cancellationToken)
    {
        long? next = null;
        var told = 0;
        do
        {
            var page = await ReadAsync(started.Host.Id, next, cancellationToken);
            if (page.Ids.Count == 0 || await rooms.IsClosedAsync(started.StreamId))
            {
                return;
            }

            await notifier.StartedToFollowersAsync(started, page.Ids);
            told += page.Ids.Count;
            next = page.Next;
        }
        while (next is not null && told < MaxTold);
    }

    private async Task<FollowerPage> ReadAsync(Guid hostId, long? after, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await followers.ReadAsync(hostId, after, cancellationToken);
            }
            catch (ServiceUnavailableException) when (attempt < Attempts)
            {
                await Task.Delay(FirstRetry * Math.Pow(2, attempt - 1), time, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 4041, Level = LogLevel.Warning, Message = "Followers are not told of the start of stream {StreamId}")]
    private partial void LogFailed(Guid streamId, Exception exception);

    [LoggerMessage(EventId = 4042, Level = LogLevel.Warning, Message = "Too many starts wait to be told; followers are not told of the start of stream {StreamId}")]
    private partial void LogFull(Guid streamId);
}
