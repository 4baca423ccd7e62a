namespace Clockit.Realtime.Brokers;

/// <summary>
/// Puts one channel's publications back into each publisher's order. The Redis client hands every message to the thread
/// pool on its own, so that neighbors can overtake each other there; nothing on the way loses one while connected. A
/// message that overtook is held until its predecessors came, for at most <see cref="Patience"/> (they were lost then)
/// and at most <see cref="MaxHeld"/> of them.
/// </summary>
internal sealed class Sequencer(Action<ReadOnlyMemory<byte>> receive, TimeProvider time)
{
    public const int MaxHeld = 256;
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private const int ManyPublishers = 64;

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
            if (!_publishers.TryGetValue(node, out var publisher) || publisher.Run < run)
            {
                if (publisher is null && _publishers.Count >= ManyPublishers)
                {
                    Forget();
                }

                Release(publisher);
                // Whoever subscribes in the middle of a run starts with what it sees first.
                _publishers[node] = publisher = new Publisher(run) { Next = number };
            }

            publisher.LastSeen = time.GetTimestamp();
            if (publisher.Run == run && number > publisher.Next)
            {
                Hold(publisher, number, payload);
                return;
            }

            receive(payload);
            if (publisher.Run == run && number == publisher.Next)
            {
                publisher.Next++;
                ReleaseNext(publisher);
            }
        }
    }

    private void Hold(Publisher publisher, long number, ReadOnlyMemory<byte> payload)
    {
        publisher.Held[number] = payload;
        if (publisher.Held.Count >= MaxHeld)
        {
            Release(publisher);
            return;
        }

        publisher.Timer ??= time.CreateTimer(state => Lose((Publisher)state!), publisher, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (publisher.Held.Count == 1)
        {
            publisher.Timer.Change(Patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void Lose(Publisher publisher)
    {
        lock (_gate)
        {
            Release(publisher);
        }
    }

    private void Release(Publisher? publisher)
    {
        if (publisher is null)
        {
            return;
        }

        foreach (var (number, payload) in publisher.Held)
        {
            publisher.Next = number + 1;
            receive(payload);
        }

        publisher.Held.Clear();
    }

    private void ReleaseNext(Publisher publisher)
    {
        while (publisher.Held.Count > 0 && publisher.Held.Remove(publisher.Next, out var payload))
        {
            publisher.Next++;
            receive(payload);
        }
    }

    private void Forget()
    {
        var oldest = _publishers.MinBy(pair => pair.Value.LastSeen);
        Release(oldest.Value);
        oldest.Value.Timer?.Dispose();
        _publishers.Remove(oldest.Key);
    }

    private sealed class Publisher(long run)
    {
        public long Run { get; } = run;

        public long Next { get; set; }

        public long LastSeen { get; set; }

        public ITimer? Timer { get; set; }

        public SortedList<long, ReadOnlyMemory<byte>> Held { get; } = [];
    }
}
