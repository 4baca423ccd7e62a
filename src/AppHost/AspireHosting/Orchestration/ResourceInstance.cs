using System.Collections.Immutable;
using Aspire.Hosting.Dcp;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>What an instance needs from the orchestrator.</summary>
internal sealed record InstanceServices(
    DcpHost Dcp,
    ExecutableWatcher Watcher,
    HealthProbe Probe,
    ResourceNotificationService Notifications,
    ResourceLogFiles Logs,
    TimeProvider Time,
    ILogger Logger);

/// <summary>
/// One process of a resource, through its starts, crashes and restarts. Two facts decide what happens when it
/// ends: whether it is wanted (commands change that) and whether the resource is meant to run to completion.
/// </summary>
internal sealed partial class ResourceInstance(IResource resource, string id, bool runsToCompletion, InstanceServices services)
{
    private static readonly TimeSpan PollUntilHealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PollWhenHealthy = TimeSpan.FromSeconds(3);

    private readonly Backoff _backoff = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _wanted = true;
    private string? _running;
    private int _starts;

    public string Id => id;

    /// <summary>Called before every start; waits for nothing that needs this instance.</summary>
    public required Func<CancellationToken, Task> BeforeStart { get; init; }

    /// <summary>Runs until canceled, or until the process is complete.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            // Taken before the question: a change between it and the wait would otherwise be waited for in vain.
            var changed = Changed;
            if (!IsWanted())
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            var started = services.Time.GetTimestamp();
            var exitCode = await RunOnceAsync(cancellationToken);
            if (runsToCompletion)
            {
                Publish(KnownResourceStates.Finished, exitCode);
                return;
            }

            Publish(KnownResourceStates.Exited, exitCode);
            changed = Changed;
            if (IsWanted() && !cancellationToken.IsCancellationRequested)
            {
                var delay = _backoff.Next(services.Time.GetElapsedTime(started));
                LogCrashed(services.Logger, id, exitCode, delay.TotalSeconds);
                await Task.WhenAny(changed, Task.Delay(delay, services.Time, cancellationToken));
            }
        }
    }

    /// <summary>Ends the process and keeps it so; returns when it is gone.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task idle;
        string? running;
        lock (_lock)
        {
            _wanted = false;
            running = _running;
            idle = running is null ? Task.CompletedTask : _idle.Task;
        }

        Signal();
        if (running is not null)
        {
            await services.Dcp.Client.StopExecutableAsync(running, cancellationToken);
        }

        await idle.WaitAsync(cancellationToken);
    }

    public void Start()
    {
        lock (_lock)
        {
            _wanted = true;
        }

        Signal();
    }

    private async Task<int?> RunOnceAsync(CancellationToken cancellationToken)
    {
        Publish(KnownResourceStates.Starting, exitCode: null);
        LaunchPlan plan;
        try
        {
            await BeforeStart(cancellationToken);
            plan = await LaunchPlan.CreateAsync(resource, id, services.Logs.PathOf(id), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogCannotStart(services.Logger, id, e.Message);
            await File.AppendAllTextAsync(services.Logs.PathOf(id), $"{id} cannot start: {e.Message}\n", CancellationToken.None);
            return null;
        }

        var name = $"{id}-{++_starts}";
        var statuses = services.Watcher.Watch(name);
        lock (_lock)
        {
            if (!_wanted)
            {
                return null;
            }

            _running = name;
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var health = Task.CompletedTask;
        try
        {
            await services.Dcp.Client.CreateExecutableAsync(name, plan.Spec, plan.Producers, cancellationToken);
            if (!IsWanted())
            {
                await services.Dcp.Client.StopExecutableAsync(name, cancellationToken);
            }

            var isRunning = false;
            while (true)
            {
                var status = await statuses.ReadAsync(cancellationToken);
                if (status.State == "Running" && !isRunning)
                {
                    isRunning = true;
                    PublishRunning(status.Pid, plan);
                    health = WatchHealthAsync(plan, ended.Token);
                }

                if (status.IsTerminal)
                {
                    await services.Dcp.Client.DeleteExecutableAsync(name, cancellationToken);
                    return status.ExitCode;
                }
            }
        }
        catch (HttpRequestException e)
        {
            LogCannotStart(services.Logger, id, e.Message);
            return null;
        }
        finally
        {
            await ended.CancelAsync();
            await health.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            services.Watcher.Forget(name);
            plan.Release();
            lock (_lock)
            {
                _running = null;
                _idle.TrySetResult();
            }
        }
    }

    private async Task WatchHealthAsync(LaunchPlan plan, CancellationToken cancellationToken)
    {
        while (true)
        {
            var health = await services.Probe.AskAsync(resource, plan.TargetPorts, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await services.Notifications.PublishUpdateAsync(resource, id, s => s with { HealthStatus = health });
            services.Logs.Rotate(id);
            await Task.Delay(health == HealthStatus.Healthy ? PollWhenHealthy : PollUntilHealthy, services.Time, cancellationToken);
        }
    }

    private void PublishRunning(int? pid, LaunchPlan plan)
    {
        var urls = resource.Annotations.OfType<EndpointAnnotation>()
            .Select(e => new UrlSnapshot(e.Name, e.AllocatedEndpoint!.UriString, IsInternal: false))
            .ToImmutableArray();
        _ = services.Notifications.PublishUpdateAsync(resource, id, s => s with
        {
            State = KnownResourceStates.Running,
            HealthStatus = null,
            ExitCode = null,
            StartTimeStamp = services.Time.GetUtcNow().UtcDateTime,
            Urls = urls,
            Properties = [new("executable.pid", pid), new("executable.path", plan.Spec.Args[3])],
        });
    }

    private void Publish(string state, int? exitCode) => _ =
        services.Notifications.PublishUpdateAsync(resource, id, s => s with { State = state, HealthStatus = null, ExitCode = exitCode, Properties = [] });

    private bool IsWanted()
    {
        lock (_lock)
        {
            return _wanted;
        }
    }

    /// <summary>Completes at the next command.</summary>
    private Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    private void Signal()
    {
        lock (_lock)
        {
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "{Instance} ended by itself with code {ExitCode}; it starts again in {Seconds} s")]
    private static partial void LogCrashed(ILogger logger, string instance, int? exitCode, double seconds);

    [LoggerMessage(EventId = 21, Level = LogLevel.Error, Message = "{Instance} cannot start: {Reason}")]
    private static partial void LogCannotStart(ILogger logger, string instance, string reason);
}
