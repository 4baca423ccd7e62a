namespace Clockit.Realtime.Brokers;

/// <summary>The channel of a room that concerns this node alone: it leads nowhere.</summary>
internal sealed class LocalChannel : IBrokerChannel
{
    public static readonly LocalChannel Instance = new();

    public Task SubscribeAsync(Action<ReadOnlyMemory<byte>> receive, TimeSpan timeout) => Task.CompletedTask;

    public Task UnsubscribeAsync() => Task.CompletedTask;

    public Task PublishAsync(ReadOnlyMemory<byte> payload) => Task.CompletedTask;
}
