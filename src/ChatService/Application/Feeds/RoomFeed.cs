using System.Threading.Channels;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// Carries one room's messages to this node's audience: each once, in the order of their offsets, whichever node accepted
/// them. A message that this node accepted goes out at once when it is the next one; whatever is missing is read from the
/// store, which is also where other nodes' messages come from after a signal. Joining is one step between two messages,
/// so what a connection is told at joining and what it is sent afterwards neither overlap nor leave a gap.
/// </summary>
/// <remarks>
/// All state belongs to one loop, so there are no locks: others put what happened into the inbox. The inbox is bounded by
/// what it may forget: beyond <see cref="MaxQueued"/> messages it forgets them and looks into the store instead. It looks
/// at most once per <see cref="Tick"/>, except for somebody who joins: what came in between is found together.
/// </remarks>
public sealed partial class RoomFeed : IAsyncDisposable
{
    /// <summary>How often it looks while other nodes accept messages.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private const int MaxQueued = 4096;
    private const int ReadSize = 500;
    private const int RecentSize = 200;

    private readonly Channel<Item> _inbox = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, Guid?> _members = new(StringComparer.Ordinal);
    private readonly RecentMessages _recent = new(RecentSize);
    private readonly Room _room;
    private readonly IMessageStore _store;
    private readonly IRoomAudience _audience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _lookAgain;
    private readonly Task _running;
    private IAsyncDisposable? _subscription;
    private string? _epoch;
    private long _position;
    private int _queued;
    private bool _behind = true;
    private long _lookedAt;
    private long _nextLook;
    private long _lookUntil;
    private bool _planned;
    private bool _settingsChanged;
    private volatile bool _closing;
    private long _idleSince;

    public RoomFeed(Room room, IMessageStore store, IRoomAudience audience, TimeProvider time, ILogger logger)
    {
        _room = room;
        _store = store;
        _audience = audience;
        _time = time;
        _logger = logger;
        _idleSince = _lookedAt = _nextLook = _lookUntil = time.GetTimestamp();
        _lookAgain = time.CreateTimer(static feed => ((RoomFeed)feed!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _running = Task.Run(RunAsync);
    }

    /// <summary>The newest offset that this node has seen in the room.</summary>
    public long KnownOffset => Volatile.Read(ref _position);

    /// <summary>How long the room has had no member here; zero while it has.</summary>
    public TimeSpan Idle => Volatile.Read(ref _idleSince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Starts to listen to the other nodes. Call it once.</summary>
    public async Task ListenAsync(IRoomSignals signals)
    {
        _subscription = await signals.SubscribeAsync(_room.StreamId, OnSignal);
        Look();
    }

    /// <summary>Adds a connection to the audience. The task completes when it has been added.</summary>
    /// <exception cref="ServiceUnavailableException">The store does not answer; the connection was not added.</exception>
    /// <exception cref="ObjectDisposedException">The feed was closed because nobody was there; ask for a new one.</exception>
    public Task<FeedSnapshot> JoinAsync(string connectionId, Guid? userId)
    {
        var join = new Item.Join(connectionId, userId);
        return _inbox.Writer.TryWrite(join) ? join.Done.Task : throw new ObjectDisposedException(nameof(RoomFeed));
    }

    public void Leave(string connectionId) => _inbox.Writer.TryWrite(new Item.Leave(connectionId));

    /// <summary>This node accepted a message.</summary>
    public void Accepted(ChatMessage message, string epoch)
    {
        if (Interlocked.Increment(ref _queued) <= MaxQueued)
        {
            _inbox.Writer.TryWrite(new Item.Accepted(message, epoch));
            return;
        }

        Interlocked.Decrement(ref _queued);
        Look();
    }

    /// <summary>Looks into the store for messages that nobody announced.</summary>
    public void Look() => _inbox.Writer.TryWrite(Item.Look.Instance);

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _inbox.Writer.TryComplete();
        await _running;
        await _lookAgain.DisposeAsync();
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }
    }

    private void OnSignal(RoomSignal signal) => _inbox.Writer.TryWrite(new Item.Signal(signal));

    private async Task RunAsync()
    {
        var joining = new List<Item.Join>();
        while (await _inbox.Reader.WaitToReadAsync())
        {
            try
            {
                while (_inbox.Reader.TryRead(out var item))
                {
                    await HandleAsync(item, joining);
                }

                // One look serves everybody who came in the meantime: what was acknowledged before they asked is in it.
                if (joining.Count > 0 || (_behind && _time.GetTimestamp() >= _nextLook))
                {
                    await CatchUpAsync();
                }

                foreach (var join in joining)
                {
                    Add(join);
                }

                if (_settingsChanged)
                {
                    await SendSettingsAsync();
                }
            }
            catch (Exception exception)
            {
                if (exception is not (ServiceUnavailableException or ObjectDisposedException))
                {
                    LogFailed(exception, _room.StreamId);
                }

                foreach (var join in joining)
                {
                    join.Done.TrySetException(exception);
                }

                _behind = true;
                _nextLook = After(AfterFailure);
            }

            joining.Clear();
            PlanLook();
        }
    }

    private async Task HandleAsync(Item item, List<Item.Join> joining)
    {
        switch (item)
        {
            case Item.Accepted(var message, var epoch):
                Interlocked.Decrement(ref _queued);
                if (message.Offset == _position + 1 && string.Equals(epoch, _epoch, StringComparison.Ordinal))
                {
                    await SendAsync(message);
                }
                else
                {
                    _behind |= message.Offset > _position;
                }

                break;
            case Item.Look:
                _behind = true;
                _planned = false;
                break;
            case Item.Signal(var signal):
                await HandleAsync(signal);
                break;
            case Item.Join join:
                joining.Add(join);
                break;
            case Item.Leave(var connectionId):
                await RemoveAsync(connectionId);
                break;
        }
    }

    private async Task HandleAsync(RoomSignal signal)
    {
        switch (signal)
        {
            case RoomSignal.Messages(var silence):
                _behind = true;
                _lookUntil = Math.Max(_lookUntil, After(silence));
                break;
            case RoomSignal.Deleted(var id, var offset):
                _recent.Remove(id);
                await _audience.MessageDeletedAsync(_room.StreamId, id, offset);
                break;
            case RoomSignal.Settings:
                _settingsChanged = true;
                break;
            case RoomSignal.Reactions(var counts):
                await _audience.ReactionsAsync(_room.StreamId, counts);
                break;
            case RoomSignal.Moderated(var moderated):
                await _audience.UserModeratedAsync(_room.StreamId, moderated);
                if (moderated.Action is "ban")
                {
                    foreach (var (connectionId, _) in _members.Where(member => member.Value == moderated.UserId).ToArray())
                    {
                        await RemoveAsync(connectionId);
                    }
                }

                break;
        }
    }

    private async Task SendSettingsAsync()
    {
        var state = await _store.GetStateAsync(_room with { KnownOffset = _position }, actor: null, knownFrom: null, CancellationToken.None);
        await _audience.SettingsChangedAsync(_room.StreamId, state.Settings);
        _settingsChanged = false;
    }

    private async Task CatchUpAsync()
    {
        _behind = true;
        _lookedAt = _time.GetTimestamp();
        _nextLook = After(Tick);
        if (_epoch is null)
        {
            await StartAsync();
        }

        MessagePage page;
        do
        {
            page = await _store.ReadAsync(_room with { KnownOffset = _position }, new PageRequest(After: _position, Before: null, ReadSize), CancellationToken.None);
            if (!string.Equals(page.Epoch, _epoch, StringComparison.Ordinal))
            {
                // History was lost, and what is remembered of it here with it: nobody else would find these messages.
                _epoch = page.Epoch;
                _recent.Reset(_position);
            }

            foreach (var message in page.Messages)
            {
                await SendAsync(message);
            }
        }
        while (page.Messages.Count == ReadSize);

        // The newest may have been deleted already; nobody needs to see them.
        Volatile.Write(ref _position, Math.Max(_position, page.Head));
        _behind = false;
    }

    /// <summary>
    /// Looks again when it is behind, and as long as a node may accept messages without saying so: the last look begins
    /// after that.
    /// </summary>
    private void PlanLook()
    {
        if (_planned || !(_behind || _lookedAt < _lookUntil))
        {
            return;
        }

        _planned = true;
        // A timer forgets fractions of a millisecond, and one that comes too early would have to be set again.
        var milliseconds = Math.Ceiling(Math.Max(0, _nextLook - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency);
        _lookAgain.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private async Task StartAsync()
    {
        var page = await _store.ReadAsync(_room, new PageRequest(After: null, Before: null, RecentSize), CancellationToken.None);
        _recent.Reset(page.Messages.Count < RecentSize ? page.Trimmed : page.Messages[0].Offset - 1);
        foreach (var message in page.Messages)
        {
            _recent.Add(message);
        }

        _epoch = page.Epoch;
        Volatile.Write(ref _position, page.Head);
    }

    private Task SendAsync(ChatMessage message)
    {
        _recent.Add(message);
        Volatile.Write(ref _position, message.Offset);
        return _members.Count == 0 ? Task.CompletedTask : _audience.MessageAddedAsync(message);
    }

    private void Add(Item.Join join)
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        _members[join.ConnectionId] = join.UserId;
        Volatile.Write(ref _idleSince, 0);
        var added = _audience.AddAsync(_room.StreamId, join.ConnectionId);
        var snapshot = new FeedSnapshot(new RoomPosition(_epoch!, _position), _recent.ToArray(), _recent.CompleteAfter);
        // Whether the audience is complete is the newcomer's to wait for, not the room's.
        _ = CompleteAsync(join, added, snapshot);
    }

    private static async Task CompleteAsync(Item.Join join, Task added, FeedSnapshot snapshot)
    {
        try
        {
            await added;
            join.Done.TrySetResult(snapshot);
        }
        catch (Exception exception)
        {
            join.Done.TrySetException(exception);
        }
    }

    private async Task RemoveAsync(string connectionId)
    {
        if (_members.Remove(connectionId))
        {
            await _audience.RemoveAsync(_room.StreamId, connectionId);
        }

        if (_members.Count == 0)
        {
            Volatile.Write(ref _idleSince, _time.GetTimestamp());
        }
    }

    private long After(TimeSpan delay) => _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "The feed of room {StreamId} failed and looks again")]
    private partial void LogFailed(Exception exception, Guid streamId);

    private abstract record Item
    {
        public sealed record Accepted(ChatMessage Message, string Epoch) : Item;

        public sealed record Look : Item
        {
            public static readonly Look Instance = new();
        }

        public sealed record Signal(RoomSignal Value) : Item;

        public sealed record Join(string ConnectionId, Guid? UserId) : Item
        {
            public TaskCompletionSource<FeedSnapshot> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public sealed record Leave(string ConnectionId) : Item;
    }
}
