using Clockit.SignalingService.Application.Presence;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

internal sealed class RedisNodeRegistry(PresenceRedis redis) : INodeRegistry
{
    public async Task<Beat> BeatAsync(TimeSpan lease)
    {
        var result = (RedisResult[])(await redis.RunAsync(PresenceScripts.Beat, redis.NodeId, (long)lease.TotalMilliseconds))!;
        return new Beat((int)result[0] == 1, [.. result.Skip(1).Select(node => (string)node!)]);
    }

    public async Task<IReadOnlySet<RoomConnection>> ReadOwnAsync()
    {
        var members = await redis.AskAsync(database => database.SetMembersAsync($"{redis.Prefix}node:{redis.NodeId}"));
        return members.Select(member => ToConnection((string)member!)).ToHashSet();
    }

    public async Task<IReadOnlyList<Departure>> SweepAsync(string nodeId, int limit)
    {
        var result = (RedisResult[])(await redis.RunAsync(PresenceScripts.Sweep, nodeId, limit))!;
        return [.. result.Chunk(3).Select(departed => new Departure(
            new RoomConnection(Guid.Parse((string)departed[0]!), (string)departed[1]!),
            (string)departed[2]! is { Length: > 0 } broadcaster ? broadcaster : null))];
    }

    public Task ExpireHeartbeatsAsync() => redis.RunAsync(PresenceScripts.ExpireHeartbeats);

    public Task RetireAsync() =>
        redis.AskAsync(database => database.SortedSetAddAsync($"{redis.Prefix}nodes", redis.NodeId, 0));

    /// <summary>"{streamId} {connectionId}"; a stream id is 36 characters long.</summary>
    private static RoomConnection ToConnection(string member) => new(Guid.Parse(member.AsSpan(0, 36)), member[37..]);
}
