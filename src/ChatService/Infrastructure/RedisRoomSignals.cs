using System.Text.Json;
using System.Text.Json.Serialization;
using Clockit.ChatService.Application;
using Clockit.ChatService.Application.Feeds;
using Clockit.ServiceDefaults.Errors;
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

    public RedisRoomSignals(IConnectionMultiplexer redis, RoomKeys keys, ChatNode node, ILogger<RedisRoomSignals> logger)
    {
        _redis = redis;
        _keys = keys;
        _node = node;
        _logger = logger;
    }

    public void OnRestored(Action restored) => _redis.ConnectionRestored += (_, _) => restored();

    public async Task<IAsyncDisposable> SubscribeAsync(Guid streamId, Action<RoomSignal> onSignal)
    {
        var channel = new RedisChannel(_keys.ChannelOf(streamId), RedisChannel.PatternMode.Literal);
        Action<RedisChannel, RedisValue> handler = (_, payload) =>
        {
            if (Read(payload!) is { } signal)
            {
                onSignal(signal);
            }
        };
        try
        {
            await _redis.GetSubscriber().SubscribeAsync(channel, handler).WaitAsync(Patience);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new ServiceUnavailableException("Redis does not answer.", exception);
        }

        return new Subscription(_redis.GetSubscriber(), channel, handler);
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

    private sealed class Subscription(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await subscriber.UnsubscribeAsync(channel, handler, CommandFlags.FireAndForget);
            }
            catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
            {
                // The connection is gone, and the subscription with it.
            }
        }
    }
}
