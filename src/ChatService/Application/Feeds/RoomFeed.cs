using System.Threading.Channels;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Application.Feeds;

/// <summary>
/// Carries one room's messages to this node's audience: each once, in the order of their offsets, whichever node accepted
/// them. A message that this node accepted goes out at once when it is the next one. Whatever is missing is read from the
/// store, which is also where other nodes' messages come from after a signal. Joining is one step between two messages,
/// so what a connection is told at joining and what it is sent afterwards neither overlap nor leave a gap.
/// </summary>
/// <remarks>
/// All state belongs to one loop, so there are no locks: others queue what happened. The queue is bounded by what it may
/// forget: beyond <see cref="MaxQueued"/> messages it forgets them and looks into the store instead. It looks at most once
/// per <see cref="Tick"/>, except for somebody who joins: what came in between is found together.
/// </remarks>
public sealed partial class RoomFeed : IAsyncDisposable
{
    /// <summary>How often it looks while other nodes accept messages.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <summary>A reader shows at most this many messages that may have been deleted in the meantime.</summary>
    public const int ShownMessages = 1000;

    private const int MaxQueued = 4096;

    private readonly Channel<FeedItem> _items = Channel.CreateUnbounded<FeedItem>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Guid _streamId;
    private readonly IRoomAudience _audience;
    private readonly ILogger _logger;
    private readonly FeedHistory _history;
    private readonly FeedMembers _members;
    private readonly FeedModeration _moderation;
    private readonly LookSchedule _looks;
    private readonly Task _running;
    private IAsyncDisposable? _subscription;
    private int _queued;
    private int _looking;
    private bool _settingsChanged;
    private volatile bool _closing;

    public RoomFeed(ChatRoom room, IMessageStore store, IRoomAudience audience, TimeProvider time, ILogger logger)
    {
        _streamId = room.StreamId;
        _audience = audience;
        _logger = logger;
        _history = new FeedHistory(room, store);
        _members = new FeedMembers(_streamId, audience, time);
        _moderation = new FeedModeration(_streamId, _history, _members, audience, time);
        _looks = new LookSchedule(Tick, Look, time);
        _running = Task.Run(RunAsync);
    }

    /// <summary>The newest offset that this node has seen in the room.</summary>
    public long KnownOffset => _history.Position;

    /// <summary>How long the room has had no member here; zero while it has.</summary>
    public TimeSpan Idle => _members.Idle;

    /// <summary>Starts to listen to the other nodes. Call it once.</summary>
    public async Task ListenAsync(IRoomSignals signals)
    {
        _subscription = await signals.SubscribeAsync(_streamId, OnSignal);
        Look();
    }

    /// <summary>Adds a connection to the audience. The task completes when it has been added.</summary>
    /// <exception cref="ChatRefusal">The account is banned.</exception>
    /// <exception cref="ServiceUnavailableException">The store does not answer; the connection was not added.</exception>
    /// <exception cref="ObjectDisposedException">The feed was closed because nobody was there; ask for a new one.</exception>
    public Task<FeedSnapshot> JoinAsync(Member member)
    {
        var join = new FeedItem.Join(member);
        return _items.Writer.TryWrite(join) ? join.Done.Task : throw new ObjectDisposedException(nameof(RoomFeed));
    }

    public void Leave(string connectionId) => _items.Writer.TryWrite(new FeedItem.Leave(connectionId));

    /// <summary>This node accepted a message.</summary>
    public void Accepted(ChatMessage message, string epoch, bool isPrivate)
    {
        if (Interlocked.Increment(ref _queued) <= MaxQueued)
        {
            _items.Writer.TryWrite(new FeedItem.Accepted(message, epoch, isPrivate));
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
            _items.Writer.TryWrite(FeedItem.Look.Instance);
        }
    }

    /// <summary>Signals may have been lost, so it is not enough to look for messages.</summary>
    public void LoseSignals() => _items.Writer.TryWrite(FeedItem.SignalsLost.Instance);

    public async ValueTask DisposeAsync()
    {
        _closing = true;
        _items.Writer.TryComplete();
        await _running;
        await _looks.DisposeAsync();
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }
    }

    private void OnSignal(RoomSignal signal) => _items.Writer.TryWrite(new FeedItem.Signal(signal));

    private async Task RunAsync()
    {
        var joining = new List<FeedItem.Join>();
        while (await _items.Reader.WaitToReadAsync())
        {
            try
            {
                while (_items.Reader.TryRead(out var item))
                {
                    await HandleAsync(item, joining);
                }

                // One look serves everybody who came in the meantime: what was acknowledged before they asked is in it.
                if (joining.Count > 0 || _looks.IsDue)
                {
                    await CatchUpAsync();
                }

                if (_moderation.MissedSignals)
                {
                    await _moderation.MakeUpForSignalsAsync();
                }

                joining.ForEach(Add);
                if (_settingsChanged)
                {
                    await SendSettingsAsync();
                }
            }
            catch (Exception exception)
            {
                if (exception is not (ServiceUnavailableException or ObjectDisposedException))
                {
                    LogFailed(exception, _streamId);
                }

                joining.ForEach(join => join.Done.TrySetException(exception));
                _looks.Fail();
            }

            joining.Clear();
            _looks.Plan();
        }
    }

    private async Task HandleAsync(FeedItem item, List<FeedItem.Join> joining)
    {
        switch (item)
        {
            case FeedItem.Accepted(var message, var epoch, var isPrivate):
                Interlocked.Decrement(ref _queued);
                await _members.ShowToAsync(isPrivate);
                if (_history.IsNext(message, epoch))
                {
                    await SendAsync(message);
                }
                else if (message.Offset > _history.Position)
                {
                    _looks.FallBehind();
                }

                break;
            case FeedItem.Look:
                Volatile.Write(ref _looking, 0);
                _looks.Asked();
                break;
            case FeedItem.SignalsLost:
                _looks.FallBehind();
                _moderation.LoseSignals();
                break;
            case FeedItem.Signal(var signal):
                await HandleAsync(signal);
                break;
            case FeedItem.Join join:
                joining.Add(join);
                break;
            case FeedItem.Leave(var connectionId):
                await _members.RemoveAsync(connectionId);
                break;
        }
    }

    private async Task HandleAsync(RoomSignal signal)
    {
        switch (signal)
        {
            case RoomSignal.Messages(var silence):
                _looks.Expect(silence);
                break;
            case RoomSignal.Deleted(var id, var offset):
                await _moderation.DeleteAsync(id, offset);
                break;
            case RoomSignal.Settings:
                _settingsChanged = true;
                break;
            case RoomSignal.Reactions(var counts):
                await _audience.ReactionsAsync(_streamId, counts);
                break;
            case RoomSignal.Moderated(var moderated):
                await _moderation.HearAsync(moderated);
                break;
        }
    }

    private async Task SendSettingsAsync()
    {
        var state = await _history.ReadStateAsync(new StateRequest());
        await _members.ShowToAsync(state.IsPrivate);
        await _audience.SettingsChangedAsync(_streamId, state.Settings);
        _settingsChanged = false;
    }

    private async Task CatchUpAsync()
    {
        _looks.Begin();
        if (!_history.HasBegun)
        {
            var newest = await _history.ReadNewestAsync();
            await _moderation.BeginAsync(newest.Head);
            _history.BeginAt(newest);
        }

        MessagePage page;
        bool isFull;
        do
        {
            (page, isFull) = await _history.ReadNextAsync();
            await _members.ShowToAsync(page.IsPrivate);
            foreach (var message in page.Messages)
            {
                await SendAsync(message);
            }
        }
        while (isFull);

        _history.SkipTo(page.Head);
        _looks.Succeed();
    }

    private Task SendAsync(ChatMessage message)
    {
        _history.Add(message);
        return _members.IsEmpty ? Task.CompletedTask : _audience.MessageAddedAsync(message);
    }

    private void Add(FeedItem.Join join)
    {
        ObjectDisposedException.ThrowIf(_closing, this);
        if (_moderation.IsBanned(join.Member))
        {
            join.Done.TrySetException(ChatCodes.Refuse(ChatCodes.Banned));
            return;
        }

        // Whether the audience is complete is the newcomer's to wait for, not the room's.
        _ = CompleteAsync(join, _members.AddAsync(join.Member), _history.Snapshot());
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

    [LoggerMessage(EventId = 3001, Level = LogLevel.Error, Message = "The feed of room {StreamId} failed and looks again")]
    private partial void LogFailed(Exception exception, Guid streamId);
}
