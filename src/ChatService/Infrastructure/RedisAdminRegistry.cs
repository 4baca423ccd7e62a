using System.Collections.Concurrent;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Errors;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// The admins that any node has seen within the last <see cref="Memory"/>, in <see cref="RoomKeys.Admins"/>. A node writes
/// each down once in <see cref="Fresh"/>.
/// </summary>
internal sealed class RedisAdminRegistry(IConnectionMultiplexer redis, RoomKeys keys, TimeProvider time) : IAdminRegistry
{
    private static readonly TimeSpan Memory = TimeSpan.FromDays(90);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _written = new();

    public async Task RememberAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_written.TryGetValue(userId, out var at) && now - at < Fresh)
        {
            return;
        }

        await AskAsync(
            async database =>
            {
                await database.SortedSetRemoveRangeByScoreAsync(keys.Admins, double.NegativeInfinity, (now - Memory).ToUnixTimeMilliseconds());
                return await database.SortedSetAddAsync(keys.Admins, userId.ToString(), now.ToUnixTimeMilliseconds());
            },
            cancellationToken);
        _written[userId] = now;
    }

    public Task<bool> IsAdminAsync(Guid userId, CancellationToken cancellationToken) =>
        AskAsync(async database => await database.SortedSetScoreAsync(keys.Admins, userId.ToString()) is not null, cancellationToken);

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(redis.GetDatabase()).WaitAsync(TimeSpan.FromSeconds(3), time, cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw new ServiceUnavailableException("Redis does not answer.", exception);
        }
    }
}
