using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using StackExchange.Redis;

namespace Clockit.ChatService.Infrastructure;

/// <summary>
/// A set in Redis (<c>{prefix}:accounts:deleted</c>) and a copy of it in each node, which looks every second whether it has
/// grown. Messages name their author in the room's log; they are hidden when they are read.
/// </summary>
internal sealed class RedisDeletedAccounts(IConnectionMultiplexer redis, RoomKeys keys, TimeProvider time)
    : IDeletedAccounts
{
    private const string Name = "deleted";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private volatile HashSet<Guid> _deleted = [];

    public async Task AddAsync(Guid accountId, CancellationToken cancellationToken)
    {
        await redis.GetDatabase().SetAddAsync(keys.DeletedAccounts, accountId.ToString()).WaitAsync(cancellationToken);
        await LookAsync();
    }

    public IReadOnlyList<ChatMessage> Hide(IReadOnlyList<ChatMessage> messages)
    {
        var deleted = _deleted;
        return deleted.Count == 0 || !messages.Any(message => deleted.Contains(message.UserId))
            ? messages
            : [.. messages.Select(message => deleted.Contains(message.UserId) ? message with { UserId = Guid.Empty, Username = Name } : message)];
    }

    /// <summary>Looks whether another node added some, for as long as the process lives.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync();
            await Task.Delay(LookEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync()
    {
        var database = redis.GetDatabase();
        if (await database.SetLengthAsync(keys.DeletedAccounts) != _deleted.Count)
        {
            _deleted = [.. (await database.SetMembersAsync(keys.DeletedAccounts)).Select(member => Guid.Parse((string)member!))];
        }
    }
}
