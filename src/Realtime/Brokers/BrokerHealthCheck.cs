using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.Realtime.Brokers;

/// <summary>Ready while messages reach other nodes; connections and local delivery go on regardless.</summary>
internal sealed class BrokerHealthCheck(IRealtimeBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(broker.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("Other nodes cannot be reached; messages are delivered on this node only."));
}
