using Clockit.Contracts;
using Clockit.SignalingService.Application.Lifecycle;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

/// <summary>
/// <code>
/// {prefix}inbox:{streamId}  zset  ids of the stream's handled events by their sequence; expires 9 days after the last
/// </code>
/// </summary>
internal sealed class RedisEventInbox(PresenceRedis redis) : IEventInbox
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(9);

    public async Task<Seen> LookUpAsync(IStreamEvent @event)
    {
        var key = KeyOf(@event);
        if (await redis.AskAsync(database => database.SortedSetScoreAsync(key, @event.EventId.ToString())) is not null)
        {
            return Seen.Same;
        }

        var later = await redis.AskAsync(database => database.SortedSetLengthAsync(key, @event.Sequence, exclude: Exclude.Start));
        return later > 0 ? Seen.Later : Seen.Nothing;
    }

    public async Task MarkAsync(IStreamEvent @event)
    {
        var key = KeyOf(@event);
        await redis.AskAsync(database => database.SortedSetAddAsync(key, @event.EventId.ToString(), @event.Sequence));
        await redis.AskAsync(database => database.KeyExpireAsync(key, Memory));
    }

    private RedisKey KeyOf(IStreamEvent @event) => $"{redis.Prefix}inbox:{@event.StreamId}";
}
