using Clockit.Realtime.Brokers;
using Clockit.Realtime.Hubs;
using Clockit.Realtime.Sending;
using Clockit.Realtime.Telemetry;
using Clockit.Realtime.Transport;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;

namespace Clockit.Realtime;

/// <summary>Registers SignalR with rooms that reach across nodes.</summary>
public static class RealtimeServices
{
    /// <summary>
    /// Adds SignalR, its rooms and their broker. The broker is Redis, on the <see cref="IConnectionMultiplexer"/> that is
    /// registered or else on one of its own for <c>ConnectionStrings:redis</c>; register an <see cref="IRealtimeBroker"/>
    /// beforehand for another one. Hubs are mapped with <c>MapRealtimeHub</c>.
    /// </summary>
    public static ISignalRServerBuilder AddRealtime(this IServiceCollection services, Action<RealtimeOptions>? configure = null)
    {
        services.AddOptions<RealtimeOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(options => options.Tick >= TimeSpan.Zero && options.Tick <= TimeSpan.FromSeconds(1), "Realtime: Tick must be between 0 and 1 second.")
            .Validate(options => options.KeyPrefix.Length is > 0 and <= 64, "Realtime: KeyPrefix must have 1 to 64 characters.")
            .Validate(
                options => options is { MaxGatheredBytes: > 0, MaxQueuedCriticalBytes: > 0, MaxQueuedRecoverableBytes: > 0, MaxQueuedLatest: > 0 },
                "Realtime: every bound must be positive.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<RealtimeMetrics>();
        services.TryAddSingleton<IConnectionMultiplexer>(Connect);
        services.TryAddSingleton<IRealtimeBroker, RedisBroker>();
        services.AddTransport();
        services.AddHealthChecks().AddCheck<BrokerHealthCheck>("realtime", tags: ["ready"]);
        // The last registration counts, so that an earlier AddSignalR does no harm.
        services.AddSingleton(typeof(HubLifetimeManager<>), typeof(RoomHubLifetimeManager<>));
        return services.AddSignalR(hub => hub.SupportedProtocols = [Frame.Protocol]);
    }

    private static ConnectionMultiplexer Connect(IServiceProvider services)
    {
        var connectionString = services.GetRequiredService<IConfiguration>().GetConnectionString("redis")
            ?? throw new InvalidOperationException("ConnectionStrings:redis is not set.");
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        return ConnectionMultiplexer.Connect(options);
    }
}
