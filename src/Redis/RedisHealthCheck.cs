using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Clockit.Redis;

internal sealed class RedisHealthCheck(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(2), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (RedisFailures.IsPassing(exception, cancellationToken))
        {
            return HealthCheckResult.Unhealthy("Redis does not answer.", exception);
        }
    }
}
