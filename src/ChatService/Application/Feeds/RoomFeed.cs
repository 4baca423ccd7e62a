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

    /// <summary>A reader shows at most this many messages that may have been deleted in the meantime.</summary>
    public const int ShownMessages = 1000;

    /// <summary>After the connection to the others was lost and restored, signals may still go astray for this long.</summary>
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(4);

    private readonly Channel<FeedItem> _inbox = Channel.CreateUnbounded<FeedItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly KnownModeration _moderation = new(ShownMessages);
    private readonly RecentMessages _recent = new(RecentSize);
    private readonly ChatRoom _room;
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
    private bool _isPrivate;
    private bool _signalsLost;
    private long? _doubtSince;
    private int _looking;
    private volatile bool _closing;
    private long _idleSince;

    public RoomFeed(ChatRoom room, IMessageStore store, IRoomAudience audience, TimeProvider time, ILogger logger)
    {
        // Whether the stream is private may change; those who act in the room say so.
        _room = room with { IsPrivate = null };
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
    /// <exception cref="ChatRefusal">The account is banned.</exception>
    /// <exception cref="ServiceUnavailableException">The store does not answer; the connection was not added.</exception>
    /// <exception cref="ObjectDisposedException">The feed was closed because nobody was there; ask for a new one.</exception>
    public Task<FeedSnapshot> JoinAsync(Member member)
    {
        var join = new FeedItem.Join(member);
        return _inbox.Writer.TryWrite(join) ? join.Done.Task : throw new ObjectDisposedException(nameof(RoomFeed));
    }

    public void Leave(string connectionId) => _inbox.Writer.TryWrite(new FeedItem.Leave(connectionId));

    /// <summary>This node accepted a message.</summary>
    public void Accepted(ChatMessage message, string epoch, bool isPrivate)
    {
        if (Interlocked.Increment(ref _queued) <= MaxQueued)
        {
            _inbox.Writer.TryWrite(new FeedItem.Accepted(message, epoch, isPrivate));
            return;
        }

        Interlocked.Decrement(ref _queued);
        Look();
    }

    /// <summary>Looks into the store for messages that nobody announced.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 0)
        {
            _inbox.Writer.TryWrite(FeedItem.Look.Instance);
        }
    }

    /// <summary>Signals may have been lost, so it is not enough to look for messages.</summary>
    public void LoseSignals() => _inbox.Writer.TryWrite(FeedItem.SignalsLost.Instance);

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

    private void OnSignal(RoomSignal signal) => _inbox.Writer.TryWrite(new FeedItem.Signal(signal));

    private async Task RunAsync()
    {
        var joining = new List<FeedItem.Join>();
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

                if (_signalsLost || (_doubtSince is { } since && _time.GetElapsedTime(since) > Doubt))
                {
                    await MakeUpForSignalsAsync();
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

    private async Task HandleAsync(FeedItem item, List<FeedItem.Join> joining)
    {
        switch (item)
        {
            case FeedItem.Accepted(var message, var epoch, var isPrivate):
                Interlocked.Decrement(ref _queued);
                await ShowToAsync(isPrivate);
                if (message.Offset == _position + 1 && string.Equals(epoch, _epoch, StringComparison.Ordinal))
                {
                    await SendAsync(message);
                }
                else
                {
                    _behind |= message.Offset > _position;
                }

                break;
            case FeedItem.Look:
                Volatile.Write(ref _looking, 0);
                _behind = true;
                _planned = false;
                break;
            case FeedItem.SignalsLost:
                _behind = _signalsLost = true;
                break;
            case FeedItem.Signal(var signal):
                await HandleAsync(signal);
                break;
            case FeedItem.Join join:
                joining.Add(join);
                break;
            case FeedItem.Leave(var connectionId):
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
                await DeleteAsync(id, offset);
                break;
            case RoomSignal.Settings:
                _settingsChanged = true;
                break;
            case RoomSignal.Reactions(var counts):
                await _audience.ReactionsAsync(_room.StreamId, counts);
                break;
            case RoomSignal.Moderated(var moderated):
                await _audience.UserModeratedAsync(_room.StreamId, moderated);
                _moderation.Hear(moderated);
                await RemoveBannedAsync();
                break;
        }
    }

    private async Task DeleteAsync(Guid id, long offset)
    {
        _recent.Remove(id);
        _moderation.HearDeleted(id);
        await _audience.MessageDeletedAsync(_room.StreamId, id, offset);
    }

    /// <summary>When the stream becomes private, nothing more goes to those who may not see it. Whoever joins has been checked.</summary>
    private async Task ShowToAsync(bool isPrivate)
    {
        var hide = isPrivate && !_isPrivate;
        _isPrivate = isPrivate;
        foreach (var member in hide ? _members.Values.Where(member => !member.SeesPrivate).ToArray() : [])
        {
            await RemoveAsync(member.ConnectionId);
        }
    }

    private async Task RemoveBannedAsync()
    {
        foreach (var (connectionId, _) in _members.Where(member => _moderation.IsBanned(member.Value.BoundAccount)).ToArray())
        {
            await RemoveAsync(connectionId);
        }
    }

    /// <summary>
    /// Does what lost signals would have done: bans act, deletions and settings are told. Once at once, and once more when
    /// the subscription surely stands again. What was heard as well is told twice, which changes nothing for anyone.
    /// </summary>
    private async Task MakeUpForSignalsAsync()
    {
        var state = await ReadStateAsync(new StateRequest(DeletedFrom: Math.Max(0, _position - ShownMessages), WithBanned: true));
        foreach (var (id, offset) in state.Deleted.Where(message => _moderation.HearDeleted(message.Id)))
        {
            await DeleteAsync(id, offset);
        }

        var unheard = _moderation.TakeBanned(state.Banned);
        foreach (var account in _members.Values.Select(member => member.BoundAccount).OfType<Guid>().Where(unheard.Contains).Distinct().ToArray())
        {
            await _audience.UserModeratedAsync(_room.StreamId, new UserModerated(account, "ban", Seconds: null, Until: null));
        }

        await RemoveBannedAsync();
        await _audience.SettingsChangedAsync(_room.StreamId, state.Settings);
        (_doubtSince, _signalsLost) = (_signalsLost ? _time.GetTimestamp() : null, false);
    }

    private Task<RoomState> ReadStateAsync(StateRequest request) =>
        _store.GetStateAsync(_room with { KnownOffset = _position }, request, CancellationToken.None);

    private async Task SendSettingsAsync()
    {
        var state = await ReadStateAsync(new StateRequest());
        await ShowToAsync(state.IsPrivate);
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

            await ShowToAsync(page.IsPrivate);
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

        var state = await ReadStateAsync(new StateRequest(DeletedFrom: Math.Max(0, page.Head - ShownMessages), WithBanned: true));
        _moderation.TakeBanned(state.Banned);
        foreach (var (id, _) in state.Deleted)
        {
            _moderation.HearDeleted(id);
        }

        (_epoch, _isPrivate) = (page.Epoch, page.IsPrivate);
        Volatile.Write(ref _position, page.Head);
    }

    private Task SendAsync(ChatMessage message)
    {
        _recent.Add(message);
        Volatile.Write(ref _position, message.Offset);
        return _members.Count == 0 ? Task.CompletedTask : _audience.MessageAddedAsync(message);
    }

    private void Add(FeedItem.Join join)
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        if (_moderation.IsBanned(join.Member.BoundAccount))
        {
            join.Done.TrySetException(ChatCodes.Refuse(ChatCodes.Banned));
            return;
        }

        _members[join.Member.ConnectionId] = join.Member;
        Volatile.Write(ref _idleSince, 0);
        var added = _audience.AddAsync(_room.StreamId, join.Member.ConnectionId);
        var snapshot = new FeedSnapshot(new RoomPosition(_epoch!, _position), _recent.ToArray(), _recent.CompleteAfter);
        // Whether the audience is complete is the newcomer's to wait for, not the room's.
        _ = CompleteAsync(join, added, snapshot);
    }

    private static async Task CompleteAsync(FeedItem.Join join, Task added, FeedSnapshot snapshot)
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
}
