using StackExchange.Redis;

namespace Clockit.ChatService.Tests.Support;

/// <summary>A look into the Redis of a world, beside the service.</summary>
public sealed class RedisOf : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _redis;
    private readonly World _world;

    private RedisOf(ConnectionMultiplexer redis, World world) => (_redis, _world) = (redis, world);

    public IDatabase Database => _redis.GetDatabase();

    public static async Task<RedisOf> ConnectAsync(World world) => new(await ConnectionMultiplexer.ConnectAsync($"{world.Redis},allowAdmin=true"), world);

    /// <summary>A key of a room by its name.</summary>
    public RedisKey Key(Guid stream, string name) => $"{_world.KeyPrefix}:{{{stream}}}:{name}";

    /// <summary>Sets a field of the room's own hash.</summary>
    public Task SetAsync(Guid stream, string field, RedisValue value) => Database.HashSetAsync(Key(stream, "room"), field, value);

    /// <summary>All keys of a room.</summary>
    public async Task<string[]> KeysAsync(Guid stream)
    {
        var keys = new List<string>();
        var cursor = "0";
        do
        {
            var answer = (RedisResult[])(await Database.ExecuteAsync("SCAN", cursor, "MATCH", $"{_world.KeyPrefix}:{{{stream}}}:*", "COUNT", "10000"))!;
            cursor = (string)answer[0]!;
            keys.AddRange((string[])answer[1]!);
        }
        while (cursor is not "0");
        return [.. keys];
    }

    /// <summary>How often a command was run, by <c>INFO commandstats</c>.</summary>
    public async Task<long> CallsAsync(string command)
    {
        var info = (string)(await Database.ExecuteAsync("INFO", "commandstats"))!;
        var line = info.Split('\n').FirstOrDefault(line => line.StartsWith($"cmdstat_{command}:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split("calls=")[1].Split(',')[0]);
    }

    public ValueTask DisposeAsync()
    {
        _redis.Dispose();
        return ValueTask.CompletedTask;
    }
}
