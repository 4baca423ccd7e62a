using Clockit.AppHost.Servers;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts every resource when what it waits for is there, and ends them in the opposite order.</summary>
internal sealed partial class ApplicationOrchestrator(
    IResourceCollection resources,
    DcpHost dcp,
    ResourceNotificationService notifications,
    ResourceLogFiles logs,
    IDistributedApplicationEventing eventing,
    HealthCheckService healthChecks,
    IServiceProvider serviceProvider,
    TimeProvider time,
    ILogger<ApplicationOrchestrator> logger) : IHostedService
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, List<ResourceInstance>> _instances = new(StringComparer.Ordinal);
    private readonly List<Task> _tasks = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await dcp.StartAsync(cancellationToken);
        var watcher = new ExecutableWatcher(dcp);
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                endpoint.AllocatedEndpoint = await AllocateAsync(resource, endpoint, cancellationToken);
            }
        }

        _tasks.Add(watcher.RunAsync(_stopping.Token));
        var services = new InstanceServices(dcp, watcher, new HealthProbe(healthChecks), notifications, logs, time, logger);
        foreach (var resource in resources.Where(r => r is ExecutableResource or ProjectResource))
        {
            var instances = CreateInstances(resource, services);
            _instances[resource.Name] = instances;
            foreach (var instance in instances)
            {
                logs.Rotate(instance.Id);
                await notifications.PublishUpdateAsync(resource, instance.Id, s => s with { State = KnownResourceStates.Waiting });
            }
        }

        foreach (var resource in resources.Where(r => _instances.ContainsKey(r.Name)))
        {
            _tasks.Add(Task.Run(() => RunResourceAsync(resource), CancellationToken.None));
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Level by level: what nobody left running waits for ends first.
        var left = _instances.Keys.ToHashSet(StringComparer.Ordinal);
        while (left.Count > 0)
        {
            var waitedFor = resources.Where(r => left.Contains(r.Name)).SelectMany(Dependencies).ToHashSet(StringComparer.Ordinal);
            var level = left.Where(name => !waitedFor.Contains(name)).ToList();
            if (level.Count == 0)
            {
                level = [.. left];
            }

            await Task.WhenAll(level.SelectMany(name => _instances[name]).Select(i => StopQuietlyAsync(i, cancellationToken)));
            left.ExceptWith(level);
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await dcp.StopAsync();
    }

    public Task StopResourceAsync(IResource resource, CancellationToken cancellationToken) =>
        Task.WhenAll(_instances[resource.Name].Select(i => i.StopAsync(cancellationToken)));

    public void StartResource(IResource resource) => _instances[resource.Name].ForEach(i => i.Start());

    private static IEnumerable<string> Dependencies(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(w => (w.Resource as IResourceWithParent)?.Parent.Name ?? w.Resource.Name);

    private async Task<AllocatedEndpoint> AllocateAsync(IResource resource, EndpointAnnotation endpoint, CancellationToken cancellationToken)
    {
        if (!endpoint.IsProxied)
        {
            return new AllocatedEndpoint(endpoint, endpoint.TargetHost, endpoint.Port ?? endpoint.TargetPort ?? FreePorts.Next());
        }

        var name = LaunchPlan.ServiceName(resource, endpoint);
        await dcp.Client.CreateServiceAsync(name, endpoint.Port ?? FreePorts.Next(), cancellationToken);
        while (true)
        {
            var service = await dcp.Client.GetServiceAsync(name, cancellationToken);
            // The service gets "Ready" with its first instance; its address is final before.
            if (service.Status is { EffectivePort: { } port, EffectiveAddress: { Length: > 0 } address })
            {
                return new AllocatedEndpoint(endpoint, address, port);
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private List<ResourceInstance> CreateInstances(IResource resource, InstanceServices services)
    {
        var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
        var runsToCompletion = resources
            .SelectMany(r => r.Annotations.OfType<WaitAnnotation>())
            .Any(w => w.WaitType == WaitType.WaitForCompletion && ReferenceEquals(w.Resource, resource));
        return [.. Enumerable.Range(1, replicas).Select(number => new ResourceInstance(
            resource, replicas == 1 ? resource.Name : $"{resource.Name}-{number}", runsToCompletion, services)
        {
            BeforeStart = token => eventing.PublishAsync(new BeforeResourceStartedEvent(resource, serviceProvider), token),
        })];
    }

    private async Task RunResourceAsync(IResource resource)
    {
        try
        {
            if (!await WaitForDependenciesAsync(resource))
            {
                foreach (var instance in _instances[resource.Name])
                {
                    await notifications.PublishUpdateAsync(resource, instance.Id, s => s with { State = KnownResourceStates.FailedToStart });
                }

                return;
            }

            await Task.WhenAll([.. _instances[resource.Name].Select(i => i.RunAsync(_stopping.Token)), MakeReadyAsync(resource)]);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception e)
        {
            LogFailed(logger, resource.Name, e);
            foreach (var instance in _instances[resource.Name])
            {
                await notifications.PublishUpdateAsync(resource, instance.Id, s => s with { State = KnownResourceStates.FailedToStart });
            }
        }
    }

    private async Task<bool> WaitForDependenciesAsync(IResource resource)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>())
        {
            if (wait.WaitType == WaitType.WaitUntilHealthy)
            {
                await notifications.WaitForResourceHealthyAsync(wait.Resource.Name, _stopping.Token);
                continue;
            }

            var end = await notifications.WaitForResourceAsync(
                wait.Resource.Name,
                e => e.Snapshot.State?.Text == KnownResourceStates.Finished || e.Snapshot.State?.Text == KnownResourceStates.FailedToStart,
                _stopping.Token);
            if (end.Snapshot.ExitCode != wait.ExitCode)
            {
                return false;
            }
        }

        return true;
    }

    private async Task MakeReadyAsync(IResource resource)
    {
        if (resource.Annotations.Any(a => a is HealthCheckAnnotation or HttpHealthCheckAnnotation))
        {
            await notifications.WaitForResourceAsync(resource.Name, e => e.Snapshot.HealthStatus == HealthStatus.Healthy, _stopping.Token);
        }

        await eventing.PublishAsync(new ResourceReadyEvent(resource, serviceProvider), _stopping.Token);
        foreach (var instance in _instances[resource.Name])
        {
            await notifications.PublishUpdateAsync(resource, instance.Id, s => s with { IsReady = true });
        }
    }

    private async Task StopQuietlyAsync(ResourceInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            await instance.StopAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // DCP ends whatever is left when it is shut down, which must be reached whatever happens here.
            LogNotStopped(logger, instance.Id, e);
        }
    }

    [LoggerMessage(EventId = 30, Level = LogLevel.Error, Message = "{Resource} failed")]
    private static partial void LogFailed(ILogger logger, string resource, Exception exception);

    [LoggerMessage(EventId = 31, Level = LogLevel.Warning, Message = "{Instance} could not be stopped by itself")]
    private static partial void LogNotStopped(ILogger logger, string instance, Exception exception);
}
