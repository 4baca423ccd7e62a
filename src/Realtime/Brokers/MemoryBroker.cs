using System.Collections.Immutable;

namespace Clockit.Realtime.Brokers;

/// <summary>
/// A broker within one process: for a single node, or for several that share a <see cref="MemoryBackplane"/>.
/// A publication has been received everywhere when its task completes.
/// </summary>
public sealed class MemoryBroker(MemoryBackplane backplane) : IRealtimeBroker
{
    public string NodeId { get; } = NodeIdentity.NewNode();

    public bool IsConnected => true;

    public IBrokerChannel Open(string name) => new Channel(this, backplane, name);

    private sealed class Channel(MemoryBroker owner, MemoryBackplane backplane, string name) : IBrokerChannel
    {
        private MemoryBackplane.Subscription? _subscription;

        public Task SubscribeAsync(Action<ReadOnlyMemory<byte>> receive, TimeSpan timeout)
        {
            _subscription = new MemoryBackplane.Subscription(owner.NodeId, receive);
            backplane.Change(name, all => all.Add(_subscription));
            return Task.CompletedTask;
        }

        public Task UnsubscribeAsync()
        {
            if (Interlocked.Exchange(ref _subscription, null) is { } subscription)
            {
                backplane.Change(name, all => all.Remove(subscription));
            }

            return Task.CompletedTask;
        }

        public Task PublishAsync(ReadOnlyMemory<byte> payload)
        {
            backplane.Publish(owner.NodeId, name, payload);
            return Task.CompletedTask;
        }
    }
}

/// <summary>What the memory brokers of one process share.</summary>
public sealed class MemoryBackplane
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ImmutableList<Subscription>> _subscriptions = new(StringComparer.Ordinal);

    internal void Change(string channel, Func<ImmutableList<Subscription>, ImmutableList<Subscription>> change)
    {
        lock (_gate)
        {
            var changed = change(_subscriptions.GetValueOrDefault(channel, []));
            if (changed.IsEmpty)
            {
                _subscriptions.Remove(channel);
            }
            else
            {
                _subscriptions[channel] = changed;
            }
        }
    }

    // Receivers run outside this lock: they take locks of their own, inside which others subscribe.
    internal void Publish(string node, string channel, ReadOnlyMemory<byte> payload)
    {
        ImmutableList<Subscription> subscriptions;
        lock (_gate)
        {
            subscriptions = _subscriptions.GetValueOrDefault(channel, []);
        }

        foreach (var subscription in subscriptions)
        {
            if (!string.Equals(subscription.Node, node, StringComparison.Ordinal))
            {
                subscription.Deliver(payload);
            }
        }
    }

    internal sealed class Subscription(string node, Action<ReadOnlyMemory<byte>> receive)
    {
        private readonly Lock _one = new();

        public string Node => node;

        public void Deliver(ReadOnlyMemory<byte> payload)
        {
            lock (_one)
            {
                receive(payload);
            }
        }
    }
}
