using Clockit.SignalingService.Application.Presence;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

internal sealed class RedisDueCounts(PresenceRedis redis) : IDueCounts
{
    /// <summary>How many rooms are told at a time.</summary>
    private const int Batch = 200;

    /// <summary>After this the taker of a count is taken for dead.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<DueCount>> TakeAsync(CountAudience audience, TimeSpan interval)
    {
        var result = (RedisResult[])(await redis.RunAsync(
            PresenceScripts.Take, NameOf(audience), (long)interval.TotalMilliseconds, (long)Claim.TotalMilliseconds, Batch))!;
        return [.. result.Chunk(6).Select(due => new DueCount(
            Guid.Parse((string)due[0]!), (long)due[1], (long)due[2], RedisRoomStore.ToCounts(due, 3)))];
    }

    public Task AcknowledgeAsync(CountAudience audience, IReadOnlyCollection<DueCount> told) =>
        redis.RunAsync(
            PresenceScripts.Acknowledge,
            [NameOf(audience), .. told.SelectMany(due => new RedisValue[] { due.StreamId.ToString(), due.Version })]);

    private static RedisValue NameOf(CountAudience audience) => audience switch
    {
        CountAudience.Room => "room",
        CountAudience.Bus => "bus",
        _ => throw new ArgumentOutOfRangeException(nameof(audience)),
    };
}
