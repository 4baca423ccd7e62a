using Clockit.Realtime.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Transport;

internal static class TransportServices
{
    /// <summary>The connections of this process, and listeners whose connections can outlive the HTTP that began on them.</summary>
    public static void AddTransport(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ConnectionRegistry(
            provider.GetRequiredService<IOptions<RealtimeOptions>>(), provider.GetRequiredService<RealtimeMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionRegistry>());
        // Kestrel takes the last one that can listen at an address.
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, DetachableTransport>());
    }
}
