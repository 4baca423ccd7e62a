namespace Aspire.Hosting.Eventing
{
    /// <summary>Something that happens in the life of the application.</summary>
    public interface IDistributedApplicationEvent;

    /// <summary>Something that happens to one resource.</summary>
    public interface IDistributedApplicationResourceEvent : IDistributedApplicationEvent
    {
        IResource Resource { get; }
    }

    /// <summary>Lets code of the app model take part in the life of a resource.</summary>
    public interface IDistributedApplicationEventing
    {
        /// <summary>Calls back whenever <typeparamref name="T"/> happens to that resource; it goes on when the callback is done.</summary>
        DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
            where T : IDistributedApplicationResourceEvent;

        /// <summary>Calls the subscribers one after the other.</summary>
        Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
            where T : IDistributedApplicationEvent;
    }

    /// <summary>One subscription.</summary>
    public class DistributedApplicationEventSubscription(Func<IDistributedApplicationEvent, CancellationToken, Task> callback)
    {
        public Func<IDistributedApplicationEvent, CancellationToken, Task> Callback { get; } = callback;
    }

    internal sealed class DistributedApplicationEventing : IDistributedApplicationEventing
    {
        private readonly Lock _lock = new();
        private readonly List<(IResource Resource, Type Event, DistributedApplicationEventSubscription Subscription)> _subscriptions = [];

        public DistributedApplicationEventSubscription Subscribe<T>(IResource resource, Func<T, CancellationToken, Task> callback)
            where T : IDistributedApplicationResourceEvent
        {
            var subscription = new DistributedApplicationEventSubscription((e, token) => callback((T)e, token));
            lock (_lock)
            {
                _subscriptions.Add((resource, typeof(T), subscription));
            }

            return subscription;
        }

        public async Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
            where T : IDistributedApplicationEvent
        {
            List<DistributedApplicationEventSubscription> called;
            lock (_lock)
            {
                called = [.. _subscriptions
                    .Where(s => s.Event == typeof(T) && @event is IDistributedApplicationResourceEvent e && ReferenceEquals(s.Resource, e.Resource))
                    .Select(s => s.Subscription)];
            }

            foreach (var subscription in called)
            {
                await subscription.Callback(@event, cancellationToken);
            }
        }
    }
}

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Raised before every start of a resource, the first and those after a crash.</summary>
    public class BeforeResourceStartedEvent(IResource resource, IServiceProvider services) : Eventing.IDistributedApplicationResourceEvent
    {
        public IResource Resource { get; } = resource;

        public IServiceProvider Services { get; } = services;
    }

    /// <summary>Raised once, when a resource is healthy for the first time; those that wait for it go on after the callbacks.</summary>
    public class ResourceReadyEvent(IResource resource, IServiceProvider services) : Eventing.IDistributedApplicationResourceEvent
    {
        public IResource Resource { get; } = resource;

        public IServiceProvider Services { get; } = services;
    }
}
