using System.Buffers;
using System.Diagnostics;
using Clockit.Realtime.Brokers;
using Clockit.Realtime.Sending;
using Clockit.Realtime.Telemetry;

namespace Clockit.Realtime.Rooms;

/// <summary>
/// Gathers what is sent to one room and delivers it: to the members here as one write each, and to the other nodes as
/// one publication. A quiet room delivers at once; a busy one once per <see cref="RealtimeOptions.Tick"/>, and a little
/// sooner after a message that came alone, so that an even flow of about one message per tick waits for none. Messages keep
/// the order in which they were handed in; a latest-only message that a newer one replaces before it is delivered reaches nobody.
/// </summary>
/// <remarks>
/// The lock is held for list operations only: never while delivering, never across the network. One delivery of a room
/// runs at a time, which is what keeps the order.
/// </remarks>
internal sealed class Room(string name, IBrokerChannel channel, RoomContext context) : IThreadPoolWorkItem
{
    private const double TickAfterOne = 0.8;

    // A large room takes tens of milliseconds, in which nobody else would get a turn where the thread pool has few threads.
    private const int MembersPerTurn = 500;

    private readonly RealtimeOptions _options = context.Options;
    private readonly TimeProvider _time = context.Time;
    private readonly Lock _gate = new();
    private readonly Dictionary<SendQueue, int> _members = [];
    private readonly List<(SendQueue Member, int From, int Until)> _leaving = [];
    private readonly Gathered _gathered = new();
    private (SendQueue SendQueue, int From)[] _snapshot = [];
    private bool _membersChanged;
    private bool _delivering;
    private Delivery? _delivery;
    private bool _retired;
    private long _lastDelivery = long.MinValue;
    private int _lastCount;
    private long _lastUse = context.Time.GetTimestamp();
    private ITimer? _timer;
    private ActivityContext _origin;
    private Task? _subscribed;
    private TaskCompletionSource? _accepted;

    public string Name => name;

    /// <summary>
    /// Adds a member, who gets what is sent from now on. False when the room has been retired: ask for it again.
    /// </summary>
    /// <param name="member">The connection.</param>
    /// <param name="subscribed">Completes when other nodes' messages arrive here too.</param>
    public bool TryJoin(SendQueue member, out Task subscribed)
    {
        lock (_gate)
        {
            if (_retired)
            {
                subscribed = Task.CompletedTask;
                return false;
            }

            _lastUse = _time.GetTimestamp();
            if (_members.TryAdd(member, _gathered.End))
            {
                _membersChanged = true;
            }

            subscribed = _subscribed ??= channel.SubscribeAsync(Receive, _options.SubscribeTimeout);
            return true;
        }
    }

    /// <summary>Removes a member, who still gets what was sent before. Only once per member.</summary>
    public void Leave(SendQueue member)
    {
        lock (_gate)
        {
            if (!_members.Remove(member, out var from))
            {
                return;
            }

            _lastUse = _time.GetTimestamp();
            _membersChanged = true;
            // It may be long until the next delivery makes a new one, and this one would hold who has gone until then.
            _snapshot = [];
            if (_gathered.End > from && !member.IsClosed)
            {
                _leaving.Add((member, from, _gathered.End));
            }
        }
    }

    /// <summary>
    /// Hands a message in. The task is complete at once, except while the room holds
    /// <see cref="RealtimeOptions.MaxGatheredBytes"/>: then it completes with the next delivery. False when the room has
    /// been retired: ask for it again.
    /// </summary>
    public bool TrySend(RoomMessage message, out Task accepted)
    {
        lock (_gate)
        {
            if (_retired)
            {
                accepted = Task.CompletedTask;
                return false;
            }

            if (_gathered.End == 0)
            {
                _origin = Activity.Current?.Context ?? default;
            }

            _gathered.Add(message);
            Schedule();
            accepted = _gathered.Bytes < _options.MaxGatheredBytes
                ? Task.CompletedTask
                : (_accepted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return true;
        }
    }

    /// <summary>Retires a room that nobody has used for the unsubscribe delay; whoever still holds it must ask again.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            if (_retired || _members.Count > 0 || _gathered.End > 0 || _delivering
                || _time.GetElapsedTime(_lastUse) < _options.UnsubscribeDelay)
            {
                return false;
            }

            _retired = true;
            _timer?.Dispose();
            return true;
        }
    }

    public Task CloseAsync() => _subscribed is null ? Task.CompletedTask : channel.UnsubscribeAsync();

    public void Execute()
    {
        try
        {
            if (!Deliver(_delivery ??= Begin()))
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
#pragma warning disable CA1031 // Nobody is above but the thread pool, where it would end the process, and the room would stand still for ever.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // What is left of this delivery reaches nobody else; the next one is whole.
            context.Failed(name, exception);
        }

        var delivery = _delivery;
        _delivery = null;
        delivery?.Waiting?.TrySetResult();
        lock (_gate)
        {
            _delivering = false;
            Schedule();
        }
    }

    private Delivery Begin()
    {
        lock (_gate)
        {
            var messages = _gathered.Take(out var indexes);
            _lastCount = messages.Length;
            var members = Members(indexes);
            var delivery = new Delivery(
                new RoomBatch(name, messages, members.Length),
                members,
                [.. _leaving.Select(left => (left.Member, indexes[left.From], indexes[left.Until]))],
                _accepted,
                _origin);
            _origin = default;
            _leaving.Clear();
            _accepted = null;
            _lastDelivery = _lastUse = _time.GetTimestamp();
            return delivery;
        }
    }

    // False when there are members left, for the next turn.
    private bool Deliver(Delivery delivery)
    {
        var batch = delivery.Batch;
        var count = batch.Messages.Length;
        if (delivery.Next == 0)
        {
            if (RealtimeTelemetry.StartDelivery(delivery.Origin, name, count, delivery.Members.Length) is { } activity)
            {
                // It may outlast this turn, and the thread is somebody else's then.
                (delivery.Activity, Activity.Current) = (activity, null);
            }

            // First, because who left may have come back and be a member too.
            foreach (var (member, from, until) in delivery.Leaving)
            {
                if (batch.For(member, from, until) is { } own)
                {
                    member.Post(own);
                }
            }
        }

        var end = Math.Min(delivery.Members.Length, delivery.Next + MembersPerTurn);
        for (; delivery.Next < end; delivery.Next++)
        {
            var (member, from) = delivery.Members[delivery.Next];
            if (batch.For(member, from, count) is { } own)
            {
                member.Post(own);
            }
        }

        if (end < delivery.Members.Length)
        {
            return false;
        }

        context.Metrics.Delivered((long)count * delivery.Members.Length);
        context.Metrics.Saved(batch.SavedBytes);
        Publish(batch, delivery.Activity);
        delivery.Activity?.Dispose();
        return true;
    }

    private void Publish(RoomBatch batch, Activity? activity)
    {
        if (channel is LocalChannel)
        {
            return;
        }

        var writer = new ArrayBufferWriter<byte>(256);
        foreach (var message in batch.Messages)
        {
            if (!message.FromElsewhere)
            {
                Wire.WriteRoomMessage(writer, message);
            }
        }

        if (writer.WrittenCount > 0)
        {
            if (activity is { Recorded: true, Id: { } traceparent })
            {
                Wire.WriteTrace(writer, traceparent);
            }

            context.Metrics.Published(channel.PublishAsync(writer.WrittenMemory));
        }
    }

    private void Receive(ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_retired)
            {
                return;
            }

            foreach (var record in Wire.Read(payload))
            {
                if (record.Kind == Wire.Kind.Trace && _origin == default)
                {
                    _ = ActivityContext.TryParse(record.Node, traceState: null, isRemote: true, out _origin);
                }

                if (record.Kind != Wire.Kind.Room)
                {
                    continue;
                }

                // Nobody can be held back from here: past four times the senders' bound, this node is drowning.
                if (_gathered.Bytes > 4 * _options.MaxGatheredBytes)
                {
                    context.Metrics.Dropped(record.Message.Class, 1, "overload");
                    continue;
                }

                _gathered.Add(record.Message with { FromElsewhere = true });
            }

            Schedule();
        }
    }

    private void Schedule()
    {
        if (_delivering || _gathered.End == 0)
        {
            return;
        }

        _delivering = true;
        var tick = _lastCount == 1 ? _options.Tick * TickAfterOne : _options.Tick;
        var wait = _lastDelivery == long.MinValue ? TimeSpan.Zero : tick - _time.GetElapsedTime(_lastDelivery);
        if (wait <= TimeSpan.Zero)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        _timer ??= NewTimer();
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private ITimer NewTimer()
    {
        // Whoever happens to send first must not lend its context (its trace, its request) to every later delivery.
        using (ExecutionContext.SuppressFlow())
        {
            return _time.CreateTimer(static state => ((Room)state!).Execute(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private (SendQueue SendQueue, int From)[] Members(int[] indexes)
    {
        if (_membersChanged)
        {
            _snapshot = new (SendQueue, int)[_members.Count];
            var next = 0;
            var joinedLate = false;
            foreach (var (member, from) in _members)
            {
                _snapshot[next++] = (member, indexes[from]);
                joinedLate |= from > 0;
            }

            // Whoever joined between two messages of this batch gets all of the next one.
            _membersChanged = joinedLate;
            if (joinedLate)
            {
                foreach (var (member, _) in _snapshot)
                {
                    _members[member] = 0;
                }
            }
        }

        return _snapshot;
    }

    private sealed record Delivery(
        RoomBatch Batch,
        (SendQueue SendQueue, int From)[] Members,
        (SendQueue Member, int From, int Until)[] Leaving,
        TaskCompletionSource? Waiting,
        ActivityContext Origin)
    {
        public Activity? Activity { get; set; }

        /// <summary>The member whose turn it is.</summary>
        public int Next { get; set; }
    }
}
