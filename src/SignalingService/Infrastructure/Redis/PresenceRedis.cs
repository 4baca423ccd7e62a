using Clockit.Redis;
using Clockit.ServiceDefaults.Errors;
using StackExchange.Redis;

namespace Clockit.SignalingService.Infrastructure.Redis;

/// <summary>Runs the scripts of presence under the configured prefix, on behalf of one node.</summary>
internal sealed class PresenceRedis(IConnectionMultiplexer redis, IConfiguration configuration)
{
    /// <summary>The client has no time limit of its own for asynchronous commands.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary><c>Redis:KeyPrefix</c> tells apart installations that share a Redis.</summary>
    public string Prefix { get; } = $"{configuration["Redis:KeyPrefix"] ?? "clockit:"}presence:";

    /// <summary>This process, as long as it runs.</summary>
    public string NodeId { get; } = Guid.NewGuid().ToString("N");

    /// <exception cref="ServiceUnavailableException">Redis does not answer.</exception>
    public Task<RedisResult> RunAsync(string script, params RedisValue[] arguments) =>
        AskAsync(database => database.ScriptEvaluateAsync(script, [Prefix], arguments));

    /// <exception cref="ServiceUnavailableException">Redis does not answer.</exception>
    public async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> question)
    {
        try
        {
            return await AskOrRepeatAsync(question);
        }
        catch (Exception exception) when (RedisFailures.IsPassing(exception))
        {
            throw new ServiceUnavailableException("Redis does not answer.", exception);
        }
    }

    private async Task<T> AskOrRepeatAsync<T>(Func<IDatabase, Task<T>> question)
    {
        try
        {
            return await question(redis.GetDatabase()).WaitAsync(Patience);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis restarted and has forgotten the script; the client sends it along from now on.
            return await question(redis.GetDatabase()).WaitAsync(Patience);
        }
    }
}
