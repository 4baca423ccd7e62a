using System.Text.Json;
using System.Text.Json.Serialization;
using Clockit.ChatService.Application;
using Clockit.ChatService.Application.Feeds;
using Clockit.Redis;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Workers;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// What the scripts publish on <see cref="RoomKeys.ChannelOf"/>, as JSON with a <c>type</c>:
/// <c>{type: "messages", node, silence (ms)}</c>, <c>{type: "deleted", id, offset}</c>, <c>{type: "settings"}</c>,
/// <c>{type: "reactions", counts}</c> (counts are JSON in a string) and
/// <c>{type: "moderated", user, action, ends, seconds?}</c>. Readers ignore types and fields that they do not know, so that
/// nodes of two versions can run side by side.
/// </summary>
internal sealed partial class RedisRoomSignals : IRoomSignals
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowReadingFromString };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly IConnectionMultiplexer _redis;
    private readonly RoomKeys _keys;
    private readonly ChatNode _node;
    private readonly ILogger<RedisRoomSignals> _logger;
    private readonly Supervisor _handlers;

    // Subscribing and unsubscribing of one channel come one after the other: on the wire they could overtake each other,
    // and the channel would stay deaf. Channels share a few locks.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    public RedisRoomSignals(IConnectionMultiplexer redis, RoomKeys keys, ChatNode node, ILogger<RedisRoomSignals> logger)
    {
        _redis = redis;
        _keys = keys;
        _node = node;
        _logger = logger;
        _handlers = new Supervisor("Taking in the signal of another node", logger);
    }

    public void OnRestored(Action restored) => _redis.ConnectionRestored += (_, _) => _handlers.Try(restored);

    public async Task<IAsyncDisposable> SubscribeAsync(Guid streamId, Action<RoomSignal> onSignal)
    {
        var channel = new RedisChannel(_keys.ChannelOf(streamId), RedisChannel.PatternMode.Literal);
        Action<RedisChannel, RedisValue> handler = (_, payload) =>
        {
            _handlers.Try(() =>
            {
                if (Read(payload!) is { } signal)
                {
                    onSignal(signal);
                }
            });
        };
        var turn = _turns[(uint)streamId.GetHashCode() % _turns.Length];
        var subscription = new Subscription(_redis.GetSubscriber(), channel, handler, turn);
        try
        {
            await turn.WaitAsync();
            try
            {
                await _redis.GetSubscriber().SubscribeAsync(channel, handler).WaitAsync(Patience);
            }
            finally
            {
                turn.Release();
            }

            return subscription;
        }
        catch (Exception exception)
        {
            // The client keeps the handler before it asks Redis, and would keep it for ever.
            await subscription.DisposeAsync();
            throw RedisFailures.IsPassing(exception) ? new ServiceUnavailableException("Redis does not answer.", exception) : exception;
        }
    }

    private RoomSignal? Read(byte[] payload)
    {
        try
        {
            var message = JsonSerializer.Deserialize<Published>(payload, Json);
            return message?.Type switch
            {
                "messages" => string.Equals(message.Node, _node.Id, StringComparison.Ordinal)
                    ? null
                    : new RoomSignal.Messages(TimeSpan.FromMilliseconds(message.Silence)),
                "deleted" => new RoomSignal.Deleted(message.Id, message.Offset),
                "settings" => new RoomSignal.Settings(),
                "reactions" => new RoomSignal.Reactions(JsonSerializer.Deserialize<Dictionary<string, int>>(message.Counts!)!),
                "moderated" => new RoomSignal.Moderated(new UserModerated(
                    message.User,
                    message.Action!,
                    message.Seconds,
                    message.Ends > 0 ? DateTimeOffset.FromUnixTimeMilliseconds((long)message.Ends) : null)),
                _ => null,
            };
        }
        catch (JsonException exception)
        {
            LogUnreadable(exception);
            return null;
        }
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning, Message = "A signal of another node cannot be read; it is ignored")]
    private partial void LogUnreadable(Exception exception);

    // Lua writes every number as a floating one.
    private sealed record Published(
        string? Type,
        string? Node,
        double Silence,
        Guid Id,
        long Offset,
        string? Counts,
        Guid User,
        string? Action,
        double Ends,
        int? Seconds);

    private sealed class Subscription(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler, SemaphoreSlim turn)
        : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await turn.WaitAsync();
            try
            {
                await subscriber.UnsubscribeAsync(channel, handler).WaitAsync(Patience);
            }
            catch (Exception exception) when (RedisFailures.IsPassing(exception))
            {
                // The connection is gone, and the subscription with it. The handler is forgotten first.
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
