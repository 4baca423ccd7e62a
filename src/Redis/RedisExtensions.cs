using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Clockit.Redis;

/// <summary>One Redis connection for the process.</summary>
public static class RedisExtensions
{
    /// <summary>
    /// Registers the <see cref="IConnectionMultiplexer"/> of <c>ConnectionStrings:redis</c>. It connects in the
    /// background and again by itself whenever Redis returns; readiness follows it, and its commands show in traces.
    /// </summary>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("redis")
            ?? throw new InvalidOperationException("ConnectionStrings:redis is not set.");
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ =>
        {
            var options = ConfigurationOptions.Parse(connectionString);
            options.AbortOnConnectFail = false;
            options.ConnectRetry = 3;
            options.ConnectTimeout = 2000;
            options.SyncTimeout = 3000;
            options.AsyncTimeout = 3000;
            // A command that finds no connection fails at once: its caller says so, and does not wait for one.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.KeepAlive = 10;
            options.ReconnectRetryPolicy = new ExponentialRetry(200, 2000);
            options.IncludeDetailInExceptions = false;
            return ConnectionMultiplexer.Connect(options);
        });
        builder.Services.AddUnavailabilitySign(exception => exception is RedisException && RedisFailures.IsPassing(exception));
        builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddRedisInstrumentation(redis => redis.FlushInterval = TimeSpan.FromSeconds(1)));
        builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis", tags: [HealthExtensions.ReadyTag]);
        return builder;
    }
}
