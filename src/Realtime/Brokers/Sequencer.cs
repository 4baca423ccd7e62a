namespace Clockit.Realtime.Brokers;

/// <summary>
/// Puts one channel's publications into each publisher's order, and delivers none twice and none out of order. A message
/// that comes before its predecessors is held until they came, but for no longer than <see cref="Patience"/> after the
/// last of them that did come: then they were lost, and should one come after all, it is dropped.
/// </summary>
/// <remarks>
/// Redis and its connection keep the order. The client does not when a multiplexer's <c>PreserveAsyncOrder</c> is off
/// (which a service needs so that its commands do not wait for each other): it queues every message to the thread
/// pool on its own, in the order of arrival, where the threads that take neighbors can overtake each other. When
/// the connection breaks, what was published meanwhile is missing for good. A reader that begins to listen cannot tell
/// whether what it hears first was overtaken; so unless that begins a run, it is held like any other.
/// </remarks>
internal sealed class Sequencer(Action<ReadOnlyMemory<byte>> receive, Action<string> dropped, TimeProvider time)
{
    public const int MaxHeld = 256;
    public const int MaxPublishers = 256;
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Publisher> _publishers = new(StringComparer.Ordinal);

    /// <param name="node">Who published.</param>
    /// <param name="run">Grows whenever that node opens the channel again.</param>
    /// <param name="number">Consecutive within a run, from 0.</param>
    /// <param name="payload">What was published.</param>
    public void Accept(string node, long run, long number, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            var publisher = Find(node, run);
            publisher.LastSeen = time.GetTimestamp();
            if (run < publisher.Run || number < publisher.Next)
            {
                dropped(node);
            }
            else if (number > publisher.Next)
            {
                Hold(publisher, number, payload);
            }
            else
            {
                publisher.Next++;
                receive(payload);
                ReleaseNext(publisher);
                if (publisher.Held.Count > 0)
                {
                    Wait(publisher);
                }
            }
        }
    }

    private Publisher Find(string node, long run)
    {
        if (!_publishers.TryGetValue(node, out var publisher))
        {
            if (_publishers.Count >= MaxPublishers)
            {
                Forget(_publishers.MinBy(pair => pair.Value.LastSeen).Key);
            }
        }
        else if (publisher.Run >= run)
        {
            return publisher;
        }
        else
        {
            Forget(node);
        }

        return _publishers[node] = new Publisher(run);
    }

    private void Forget(string node)
    {
        _publishers.Remove(node, out var publisher);
        publisher!.Timer?.Dispose();
        Release(publisher);
    }

    private void Hold(Publisher publisher, long number, ReadOnlyMemory<byte> payload)
    {
        publisher.Held[number] = payload;
        if (publisher.Held.Count >= MaxHeld)
        {
            Release(publisher);
        }
        else if (publisher.Held.Count == 1)
        {
            Wait(publisher);
        }
    }

    private void Wait(Publisher publisher)
    {
        publisher.Waits++;
        publisher.Timer ??= time.CreateTimer(state => Elapsed((Publisher)state!), publisher, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        publisher.Timer.Change(Patience, Timeout.InfiniteTimeSpan);
    }

    // Timers go ahead of what the thread pool has queued. What has already arrived there goes first, however busy it is.
    private void Elapsed(Publisher publisher)
    {
        lock (_gate)
        {
            ThreadPool.UnsafeQueueUserWorkItem(GiveUp, (publisher, publisher.Waits), preferLocal: false);
        }
    }

    private void GiveUp((Publisher Publisher, int Waits) wait)
    {
        lock (_gate)
        {
            if (wait.Publisher.Waits == wait.Waits)
            {
                Release(wait.Publisher);
            }
        }
    }

    private void Release(Publisher publisher)
    {
        while (publisher.Held.Count > 0)
        {
            publisher.Next = publisher.Held.GetKeyAtIndex(0);
            ReleaseNext(publisher);
        }
    }

    private void ReleaseNext(Publisher publisher)
    {
        while (publisher.Held.TryGetValue(publisher.Next, out var payload))
        {
            publisher.Held.RemoveAt(0);
            publisher.Next++;
            receive(payload);
        }
    }

    private sealed class Publisher(long run)
    {
        public long Run => run;

        /// <summary>The number that comes next in order.</summary>
        public long Next { get; set; }

        /// <summary>How often it was waited for.</summary>
        public int Waits { get; set; }

        public long LastSeen { get; set; }

        public ITimer? Timer { get; set; }

        public SortedList<long, ReadOnlyMemory<byte>> Held { get; } = [];
    }
}
