using System.Collections.Concurrent;
using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// The feeds of the rooms that this node has an audience for. A feed begins with its first member and ends when it has
/// had none for a while, so that somebody who comes and goes costs nothing.
/// </summary>
public sealed class RoomFeeds
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    /// <summary>Signals may get lost; this is how late a message is then at most.</summary>
    private static readonly TimeSpan Patrol = TimeSpan.FromSeconds(5);

    private const int PatrolsPerCheck = 12;

    private readonly ConcurrentDictionary<Guid, Lazy<Task<RoomFeed>>> _feeds = new();
    private readonly IMessageStore _store;
    private readonly IRoomAudience _audience;
    private readonly IRoomSignals _signals;
    private readonly TimeProvider _time;
    private readonly ILogger<RoomFeed> _logger;

    public RoomFeeds(IMessageStore store, IRoomAudience audience, IRoomSignals signals, TimeProvider time, ILogger<RoomFeed> logger)
    {
        _store = store;
        _audience = audience;
        _signals = signals;
        _time = time;
        _logger = logger;
        _signals.OnRestored(LoseSignalsEverywhere);
    }

    /// <summary>The newest offset that this node has seen in the room; 0 when it has no audience there.</summary>
    public long KnownOffset(Guid streamId) => Find(streamId)?.KnownOffset ?? 0;

    /// <summary>Adds a connection to the room's audience here.</summary>
    public async Task<FeedSnapshot> JoinAsync(ChatRoom room, Member member, CancellationToken cancellationToken)
    {
        while (true)
        {
            var feed = await _feeds.GetOrAdd(room.StreamId, _ => new Lazy<Task<RoomFeed>>(() => StartAsync(room))).Value.WaitAsync(cancellationToken);
            try
            {
                return await feed.JoinAsync(member);
            }
            catch (ObjectDisposedException)
            {
                // It was closed between the two lines above; by then it is out of the dictionary.
            }
        }
    }

    public void Leave(Guid streamId, string connectionId) => Find(streamId)?.Leave(connectionId);

    /// <summary>This node accepted a message.</summary>
    public void Accepted(ChatMessage message, string epoch, bool isPrivate) => Find(message.StreamId)?.Accepted(message, epoch, isPrivate);

    /// <summary>Ends all feeds: the process stops.</summary>
    public async Task CloseAllAsync()
    {
        foreach (var streamId in _feeds.Keys)
        {
            await CloseAsync(streamId);
        }
    }

    /// <summary>Closes feeds that have had nobody for a while, and lets the others look for what no signal announced.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Patrol, _time);
        for (var patrols = 1; await timer.WaitForNextTickAsync(stoppingToken); patrols++)
        {
            // What is heard by push is checked by a look now and then, bans, deletions and settings included.
            var checksAll = patrols % PatrolsPerCheck == 0;
            foreach (var streamId in _feeds.Keys)
            {
                if (Find(streamId) is not { } feed)
                {
                    continue;
                }

                if (feed.Idle > Idle)
                {
                    await CloseAsync(streamId);
                }
                else if (checksAll)
                {
                    feed.LoseSignals();
                }
                else
                {
                    feed.Look();
                }
            }
        }
    }

    private async Task<RoomFeed> StartAsync(ChatRoom room)
    {
        var feed = new RoomFeed(room, _store, _audience, _time, _logger);
        try
        {
            await feed.ListenAsync(_signals);
            return feed;
        }
        catch
        {
            _feeds.TryRemove(room.StreamId, out _);
            await feed.DisposeAsync();
            throw;
        }
    }

    private async Task CloseAsync(Guid streamId)
    {
        if (_feeds.TryRemove(streamId, out var feed))
        {
            await ((Task)feed.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (feed.Value.IsCompletedSuccessfully)
            {
                await feed.Value.Result.DisposeAsync();
            }
        }
    }

    private void LoseSignalsEverywhere()
    {
        foreach (var streamId in _feeds.Keys)
        {
            Find(streamId)?.LoseSignals();
        }
    }

    private RoomFeed? Find(Guid streamId) =>
        _feeds.TryGetValue(streamId, out var feed) && feed.Value is { IsCompletedSuccessfully: true } started ? started.Result : null;
}
