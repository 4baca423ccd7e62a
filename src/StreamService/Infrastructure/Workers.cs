using Clockit.ServiceDefaults.Workers;

namespace Clockit.StreamService.Infrastructure;

/// <summary>All that the service does by itself, apart from requests and events. The outbox brings its own workers.</summary>
internal static class Workers
{
    public static void AddWorkers(this IServiceCollection services) =>
        services.AddWorker<GracePeriods>((periods, stop) => periods.RunAsync(stop));
}
