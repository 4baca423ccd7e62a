using Clockit.SignalingService.Application.Presence;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

internal sealed class RedisLostBroadcasts(PresenceRedis redis) : ILostBroadcasts
{
    public async Task<IReadOnlyList<Guid>> FindAsync(TimeSpan atLeast) =>
        [.. ((RedisResult[])(await redis.RunAsync(PresenceScripts.FindLost, (long)atLeast.TotalMilliseconds))!).Select(stream => Guid.Parse((string)stream!))];

    public async Task<bool> ForgetAsync(Guid streamId, bool ofSession = false) =>
        (int)await redis.RunAsync(PresenceScripts.ForgetLost, streamId.ToString(), ofSession ? 1 : 0) == 1;
}
