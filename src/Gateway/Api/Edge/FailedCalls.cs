using System.Threading.RateLimiting;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// What becomes of a call to a replica that hangs, or that is gone: the replica gets no more calls for a while, and the
/// call is made once more, elsewhere where there is an elsewhere, if nothing can have been done by it yet.
/// </summary>
internal sealed class FailedCalls(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = "FailedCalls";

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (IsReplicasFault(context.GetForwarderErrorFeature()))
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? TimeSpan.FromSeconds(10));
        }
    }

    private static bool IsReplicasFault(IForwarderErrorFeature? failure) => failure is { Error: ForwarderError.Request or ForwarderError.RequestTimedOut };

    /// <summary>Part of the proxy's pipeline, before a destination is chosen.</summary>
    internal sealed class Repeat : IDisposable
    {
        /// <summary>When all of a service is slow, repeating everything would make it slower.</summary>
        private readonly TokenBucketRateLimiter _budget = new(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 100,
            TokensPerPeriod = 50,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });

        public void Dispose() => _budget.Dispose();

        public async Task InvokeAsync(HttpContext context, Func<Task> next)
        {
            await next();
            if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || !CanRepeat(context))
            {
                return;
            }

            using var lease = _budget.AttemptAcquire();
            if (!lease.IsAcquired)
            {
                return;
            }

            var proxy = context.GetReverseProxyFeature();
            var others = proxy.AllDestinations.Where(destination => destination != proxy.ProxiedDestination).ToList();
            var healthy = others.Where(destination => destination.Health.Passive != DestinationHealth.Unhealthy && destination.Health.Active != DestinationHealth.Unhealthy).ToList();
            proxy.AvailableDestinations = healthy.Count > 0 ? healthy : others.Count > 0 ? others : proxy.AllDestinations;
            proxy.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            await next();
        }

        private static bool CanRepeat(HttpContext context)
        {
            var failure = context.GetForwarderErrorFeature();
            return IsReplicasFault(failure)
                && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || NobodyWasThere(failure!.Exception));
        }

        /// <summary>Without a connection nothing of the call has left.</summary>
        private static bool NobodyWasThere(Exception? exception) =>
            exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
    }
}
