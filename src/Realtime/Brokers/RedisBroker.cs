using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clockit.Realtime.Brokers;

/// <summary>
/// A broker over Redis pub/sub on the process's one multiplexer.
/// </summary>
/// <remarks>
/// What goes over a channel: <c>version:u8 = 1 | node:10 ASCII characters | run:i64 | number:i64 | payload</c>, numbers
/// big-endian. <c>run</c> grows whenever the node opens a channel and <c>number</c> counts its publications in
/// that run from 0, which lets readers keep each publisher's order (<see cref="Sequencer"/>). Readers ignore another
/// version and anything too short.
/// </remarks>
internal sealed partial class RedisBroker(IConnectionMultiplexer redis, TimeProvider time, ILogger<RedisBroker> logger) : IRealtimeBroker
{
    private const byte Version = 1;
    private const int HeaderLength = 1 + NodeIdentity.Length + 8 + 8;

    private long _lastRun;

    // Subscribing and unsubscribing of one channel come one after the other: a room that is opened again while the one
    // before it still closes would stay deaf if its SUBSCRIBE overtook the other's UNSUBSCRIBE. Channels share some locks.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    public string NodeId { get; } = NodeIdentity.NewNode();

    public bool IsConnected => redis.IsConnected && redis.GetSubscriber().IsConnected();

    public IBrokerChannel Open(string name) => new Channel(this, name);

    private static bool TryRead(byte[] message, out string node, out long run, out long number)
    {
        if (message.Length < HeaderLength || message[0] != Version)
        {
            (node, run, number) = (string.Empty, 0, 0);
            return false;
        }

        node = Encoding.ASCII.GetString(message, 1, NodeIdentity.Length);
        run = BinaryPrimitives.ReadInt64BigEndian(message.AsSpan(1 + NodeIdentity.Length));
        number = BinaryPrimitives.ReadInt64BigEndian(message.AsSpan(1 + NodeIdentity.Length + 8));
        return true;
    }

    private sealed class Channel(RedisBroker broker, string name) : IBrokerChannel
    {
        private readonly Lock _publishing = new();
        private readonly RedisChannel _channel = new(name, RedisChannel.PatternMode.Literal);
        private readonly ISubscriber _subscriber = broker.Redis.GetSubscriber();
        private readonly long _run = Interlocked.Increment(ref broker._lastRun);
        private Action<RedisChannel, RedisValue>? _handler;
        private long _published;

        public async Task SubscribeAsync(Action<ReadOnlyMemory<byte>> receive, TimeSpan timeout)
        {
            var sequencer = new Sequencer(receive, broker.LogDroppedOutOfOrder, broker.Time);
            _handler = (_, value) =>
            {
                byte[] message = value!;
                if (TryRead(message, out var node, out var run, out var number)
                    && !string.Equals(node, broker.NodeId, StringComparison.Ordinal))
                {
                    try
                    {
                        sequencer.Accept(node, run, number, message.AsMemory(HeaderLength));
                    }
                    catch (Exception exception)
                    {
                        // The client would swallow it.
                        broker.LogNotReceived(name, node, exception);
                    }
                }
            };
            try
            {
                await InTurnAsync(() => _subscriber.SubscribeAsync(_channel, _handler)).WaitAsync(timeout, broker.Time);
            }
            catch (Exception cutOff) when (IsCutOff(cutOff))
            {
                // The multiplexer keeps the subscription and asks again whenever it (re)connects.
                broker.LogSubscribedLater(name, cutOff.Message);
            }
        }

        public async Task UnsubscribeAsync()
        {
            if (Interlocked.Exchange(ref _handler, null) is not { } handler)
            {
                return;
            }

            try
            {
                await InTurnAsync(() => _subscriber.UnsubscribeAsync(_channel, handler));
            }
            catch (Exception cutOff) when (IsCutOff(cutOff))
            {
                broker.LogUnsubscribedByDisconnect(name, cutOff.Message);
            }
        }

        // Beside its own exceptions the client throws what a connection that is going away throws.
        private static bool IsCutOff(Exception exception) =>
            exception is RedisException or TimeoutException or IOException or OperationCanceledException or InvalidOperationException;

        private async Task InTurnAsync(Func<Task> change)
        {
            var turn = broker._turns[(uint)name.GetHashCode(StringComparison.Ordinal) % broker._turns.Length];
            await turn.WaitAsync();
            try
            {
                await change();
            }
            finally
            {
                turn.Release();
            }
        }

        public async Task PublishAsync(ReadOnlyMemory<byte> payload)
        {
            var message = new byte[HeaderLength + payload.Length];
            message[0] = Version;
            Encoding.ASCII.GetBytes(broker.NodeId, message.AsSpan(1));
            BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(1 + NodeIdentity.Length), _run);
            payload.CopyTo(message.AsMemory(HeaderLength));
            try
            {
                Task<long> published;
                lock (_publishing)
                {
                    BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(1 + NodeIdentity.Length + 8), _published++);
                    published = _subscriber.PublishAsync(_channel, message);
                }

                await published;
            }
            catch (Exception cutOff) when (IsCutOff(cutOff))
            {
                throw new BrokerUnavailableException("The other nodes cannot be reached right now; try again shortly.", cutOff);
            }
        }
    }

    private IConnectionMultiplexer Redis => redis;

    private TimeProvider Time => time;

    [LoggerMessage(2101, LogLevel.Warning, "Channel {Channel} will be subscribed once Redis answers: {Reason}")]
    private partial void LogSubscribedLater(string channel, string reason);

    [LoggerMessage(2102, LogLevel.Debug, "Channel {Channel} ended with its connection to Redis: {Reason}")]
    private partial void LogUnsubscribedByDisconnect(string channel, string reason);

    [LoggerMessage(2103, LogLevel.Warning, "Dropped what node {Node} published: it came so late that what followed it had been delivered")]
    private partial void LogDroppedOutOfOrder(string node);

    [LoggerMessage(2104, LogLevel.Error, "What node {Node} published to channel {Channel} could not be taken in")]
    private partial void LogNotReceived(string channel, string node, Exception exception);
}
