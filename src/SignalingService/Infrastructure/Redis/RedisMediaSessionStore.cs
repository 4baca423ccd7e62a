using System.Text.Json;
using Clockit.SignalingService.Application.Media;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

internal sealed class RedisMediaSessionStore(PresenceRedis redis) : IMediaSessionStore
{
    public async Task<Added> AddAsync(MediaSession session, TimeSpan lease, int capacity)
    {
        var result = (RedisResult[])(await redis.RunAsync(
            MediaScripts.Add,
            session.Id,
            session.StreamId.ToString(),
            session.Kind.ToString(),
            JsonSerializer.Serialize(session),
            session.Ufrag ?? "",
            redis.NodeId,
            (long)lease.TotalMilliseconds,
            capacity))!;
        return new Added((int)result[0] == 0, Read((string)result[1]!));
    }

    public async Task<MediaSession?> FindAsync(string id)
    {
        var result = (RedisResult[])(await redis.RunAsync(MediaScripts.Find, id))!;
        return Read((string)result[0]!) is { } session ? session with { Ufrag = (string)result[1]! is { Length: > 0 } ufrag ? ufrag : null } : null;
    }

    public async Task<bool> WasThereAsync(Guid streamId, string id) =>
        await redis.AskAsync(database => database.StringGetAsync($"{redis.Prefix}media-gone:{id}")) == streamId.ToString();

    public async Task<MediaSession?> FindPublisherAsync(Guid streamId) =>
        Read(((string)await redis.RunAsync(MediaScripts.FindPublisher, streamId.ToString()))!);

    public async Task<IReadOnlyList<MediaSession>> FindOfStreamAsync(Guid streamId) =>
        ReadAll(await redis.RunAsync(MediaScripts.FindOfStream, streamId.ToString()));

    public async Task<bool> AnswerAsync(string id, string ufrag) => (int)await redis.RunAsync(MediaScripts.Answer, id, ufrag) == 1;

    public async Task<bool?> RemoveAsync(MediaSession session) =>
        (int)await redis.RunAsync(MediaScripts.Remove, session.Id, session.StreamId.ToString()) switch
        {
            < 0 => null,
            var lost => lost == 1,
        };

    public async Task<bool> ForgetStreamAsync(Guid streamId) =>
        await redis.AskAsync(database => database.SetRemoveAsync($"{redis.Prefix}media-streams", streamId.ToString()));

    public async Task<IReadOnlyList<string>> RenewAsync(IReadOnlyCollection<string> ids, TimeSpan lease) =>
        ids.Count == 0
            ? []
            : [.. ((RedisResult[])(await redis.RunAsync(MediaScripts.Renew, [redis.NodeId, (long)lease.TotalMilliseconds, .. ids.Select(id => (RedisValue)id)]))!).Select(id => (string)id!)];

    public async Task<IReadOnlyList<MediaSession>> TakeOverAsync(TimeSpan lease, int limit) =>
        ReadAll(await redis.RunAsync(MediaScripts.TakeOver, redis.NodeId, (long)lease.TotalMilliseconds, limit));

    private static MediaSession[] ReadAll(RedisResult result) => [.. ((RedisResult[])result!).Select(data => Read((string)data!)!)];

    private static MediaSession? Read(string data) => data.Length == 0 ? null : JsonSerializer.Deserialize<MediaSession>(data);
}
