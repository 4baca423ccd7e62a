using Clockit.Testing;
using Npgsql;
using StackExchange.Redis;

namespace Clockit.Security.Tests.Leaks;

/// <summary>All that servers have stored, as text.</summary>
internal static class Dumps
{
    /// <summary>A database as <c>pg_dump</c> writes it; bytes are in hexadecimal.</summary>
    public static async Task<string> OfDatabaseAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var program = Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin/pg_dump")).Where(File.Exists).Max(StringComparer.Ordinal)!;
        var (code, dump) = await Repository.RunAsync(
            program,
            $"--dbname=postgresql://{Uri.EscapeDataString(database.Username!)}:{Uri.EscapeDataString(database.Password ?? "")}@{database.Host}:{database.Port}/{database.Database}");
        Assert.True(code == 0, dump);
        return dump;
    }

    /// <summary>Every key of a Redis and what it holds.</summary>
    public static async Task<IReadOnlyList<string>> OfRedisAsync(string connectionString)
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(connectionString);
        var server = redis.GetServer(redis.GetEndPoints()[0]);
        var db = redis.GetDatabase();
        var dump = new List<string>();
        foreach (var key in server.Keys(pageSize: 1000))
        {
            var values = (await db.KeyTypeAsync(key)) switch
            {
                RedisType.String => [await db.StringGetAsync(key)],
                RedisType.Hash => (await db.HashGetAllAsync(key)).SelectMany(entry => new[] { entry.Name, entry.Value }),
                RedisType.List => await db.ListRangeAsync(key),
                RedisType.Set => await db.SetMembersAsync(key),
                RedisType.SortedSet => await db.SortedSetRangeByRankAsync(key),
                // Streams are newer than the client.
                RedisType.Unknown => Flatten(await db.ExecuteAsync("XRANGE", key, "-", "+")),
                _ => [],
            };
            dump.Add($"{key} {string.Join(' ', values)}");
        }

        return dump;
    }

    private static IEnumerable<RedisValue> Flatten(RedisResult result)
    {
        RedisResult[]? parts = null;
        try
        {
            parts = (RedisResult[])result!;
        }
        catch (InvalidCastException)
        {
            // A single value.
        }

        return parts is null ? [(RedisValue)result] : parts.SelectMany(Flatten);
    }
}
