using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Domain;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

internal sealed class RedisRoomStore(PresenceRedis redis) : IRoomStore
{
    /// <summary>In place of a viewer key: the host, who is not counted.</summary>
    private const string NotCounted = "-";
    private const string Mesh = "mesh";

    public async Task<Joined> JoinAsync(Guid streamId, string connectionId, ViewerKey? viewer, int capacity, RoomMedia usual)
    {
        var result = (RedisResult[])(await redis.RunAsync(
            PresenceScripts.Join, streamId.ToString(), connectionId, viewer?.Value ?? NotCounted, redis.NodeId, capacity, WordFor(usual)))!;
        var status = (string)result[0]! switch
        {
            "joined" => JoinStatus.Joined,
            "full" => JoinStatus.Full,
            _ => JoinStatus.Closed,
        };
        return new Joined(status, (int)result[1] == 1, ToCounts(result, 2), ToConnection(result[5]), (string)result[6]! == Mesh ? RoomMedia.Mesh : RoomMedia.Sfu);
    }

    public async Task<Left> LeaveAsync(Guid streamId, string connectionId)
    {
        var result = (RedisResult[])(await redis.RunAsync(PresenceScripts.Leave, streamId.ToString(), connectionId, redis.NodeId))!;
        return new Left((int)result[0] == 1, ToConnection(result[1]));
    }

    public async Task<Broadcasting> BroadcastAsync(Guid streamId, string connectionId, bool takeOver, RoomMedia media)
    {
        var result = (RedisResult[])(await redis.RunAsync(
            PresenceScripts.Broadcast, streamId.ToString(), connectionId, redis.NodeId, takeOver ? 1 : 0, WordFor(media)))!;
        return new Broadcasting((int)result[0] == 1, ToCounts(result, 1), [.. result.Skip(4).Select(connection => (string)connection!)]);
    }

    public async Task<SignalPath> FindPathAsync(Guid streamId, string from, string to) =>
        ((string)await redis.RunAsync(PresenceScripts.FindPath, streamId.ToString(), from, to))! switch
        {
            "open" => SignalPath.Open,
            "sender" => SignalPath.SenderNotInRoom,
            _ => SignalPath.TargetNotInRoom,
        };

    public async Task<RoomCounts> HeartbeatAsync(Guid streamId, ViewerKey viewer, TimeSpan lifetime, string? address, int devicesPerAddress) =>
        ToCounts((RedisResult[])(await redis.RunAsync(PresenceScripts.Heartbeat, streamId.ToString(), viewer.Value, (long)lifetime.TotalMilliseconds, address ?? "", devicesPerAddress))!, 0);

    public async Task<RoomCounts> EndHeartbeatAsync(Guid streamId, ViewerKey viewer) =>
        ToCounts((RedisResult[])(await redis.RunAsync(PresenceScripts.EndHeartbeat, streamId.ToString(), viewer.Value))!, 0);

    public async Task<RoomCounts> CountAsync(Guid streamId) =>
        ToCounts((RedisResult[])(await redis.RunAsync(PresenceScripts.Count, streamId.ToString()))!, 0);

    public async Task<bool> CloseAsync(Guid streamId) => (int)await redis.RunAsync(PresenceScripts.Close, streamId.ToString()) == 1;

    public async Task<bool> IsClosedAsync(Guid streamId) => (int)await redis.RunAsync(PresenceScripts.IsClosed, streamId.ToString()) == 1;

    internal static RoomCounts ToCounts(RedisResult[] result, int at) => new((int)result[at], (int)result[at + 1], (int)result[at + 2]);

    private static string WordFor(RoomMedia media) => media is RoomMedia.Mesh ? Mesh : "sfu";

    private static string? ToConnection(RedisResult result) => (string)result! is { Length: > 0 } connection ? connection : null;
}
