namespace Clockit.Realtime.Brokers;

/// <summary>
/// Carries messages between the nodes of one installation. At most once: what is published while a node is cut off does
/// not reach that node later. In order per publisher and channel: what could only be delivered out of order is dropped.
/// A node never receives what it published itself.
/// </summary>
public interface IRealtimeBroker
{
    /// <summary>This node's name: 10 characters of <c>[a-z0-9]</c>, new in every process.</summary>
    string NodeId { get; }

    /// <summary>Whether what is published now can reach other nodes.</summary>
    bool IsConnected { get; }

    /// <summary>Opens a channel for publishing; nothing is received until <see cref="IBrokerChannel.SubscribeAsync"/>.</summary>
    IBrokerChannel Open(string name);
}

/// <summary>One channel as one node sees it. Members are safe to call from any thread.</summary>
public interface IBrokerChannel
{
    /// <summary>
    /// Completes once what other nodes publish reaches <paramref name="receive"/>, or, when the broker is cut off, at
    /// once or after <paramref name="timeout"/>: the subscription then takes effect by itself when the broker returns.
    /// <paramref name="receive"/> is never called twice at the same time and must not block.
    /// </summary>
    Task SubscribeAsync(Action<ReadOnlyMemory<byte>> receive, TimeSpan timeout);

    /// <summary>Stops receiving. What is under way may still arrive.</summary>
    Task UnsubscribeAsync();

    /// <summary>
    /// Hands <paramref name="payload"/> to the broker, in the order of the calls. The task fails with
    /// <see cref="BrokerUnavailableException"/> when the broker cannot be reached.
    /// </summary>
    Task PublishAsync(ReadOnlyMemory<byte> payload);
}

/// <summary>The broker between the nodes cannot be reached; local delivery goes on.</summary>
public sealed class BrokerUnavailableException : Exception
{
    public BrokerUnavailableException()
        : this("The other nodes cannot be reached right now; try again shortly.")
    {
    }

    public BrokerUnavailableException(string message)
        : base(message)
    {
    }

    public BrokerUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
