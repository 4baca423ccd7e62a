using System.Text;
using System.Text.Json;
using Clockit.AppHost.Supervision;
using Microsoft.Extensions.Hosting;

namespace Clockit.AppHost.Status;

/// <summary>
/// Says on the console and in the run folder how the resources are, and ends the application when one of them
/// cannot start: a migration that fails, a process that crashes three times before it was healthy once, or anything
/// not healthy after four minutes.
/// </summary>
internal sealed class StatusReporter(
    RunFolder run,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceLoggerService logs,
    ResourceInstances names,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : BackgroundService
{
    private const int CrashesBeforeHealthy = 3;
    private const int FailureLines = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly HashSet<string> _complete = model.RunToCompletion();
    private readonly SortedDictionary<string, ResourceStatus> _statuses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _crashes = new(StringComparer.Ordinal);
    private readonly long _started = time.GetTimestamp();
    private bool _isReady;
    private bool _isWritten = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        var again = Task.WhenAll(WriteAgainAsync(limit.Token), EngineWatch.RunAsync(OnEngineDeath, time, limit.Token));
        await using var timer = time.CreateTimer(_ => OnStartLimit(), state: null, StartLimit, Timeout.InfiniteTimeSpan);
        try
        {
            await foreach (var change in notifications.WatchAsync(limit.Token))
            {
                if (!IsShown(change.Resource))
                {
                    continue;
                }

                var instance = names.InstanceOf(change);
                var before = _statuses.GetValueOrDefault(instance);
                var now = ResourceStatus.From(change, instance, before, await ConnectionStringAsync(change, limit.Token), _complete.Contains(change.Resource.Name));
                if (now == before)
                {
                    continue;
                }

                lock (_statuses)
                {
                    _statuses[instance] = now;
                    _ids[instance] = change.ResourceId;
                    Write();
                }

                if (now.State != before?.State)
                {
                    await OnStateAsync(now, change.Snapshot.ExitCode);
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Console.WriteLine("Stopping ...");
        }

        await again.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Parameters are settings, not something that runs. Aspire hides a project's rebuilder until it is used.
    private static bool IsShown(IResource resource) =>
        ResourceInstances.HasProcess(resource) ? !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal) : resource is IResourceWithParent;

    private static async Task<string?> ConnectionStringAsync(ResourceEvent change, CancellationToken cancellationToken) =>
        change.Resource is IResourceWithConnectionString resource && change.Snapshot.State?.Text == KnownResourceStates.Running
            ? await resource.GetConnectionStringAsync(cancellationToken)
            : null;

    private async Task OnStateAsync(ResourceStatus now, int? exitCode)
    {
        if (now.State is not ("waiting" or "starting" or "running"))
        {
            Console.WriteLine($"{Elapsed(),7}  {now.Id,-20} {now.State}{(exitCode is { } code && code != 0 ? $" (exit code {code})" : string.Empty)}");
        }

        if (now.State == "restarting")
        {
            _crashes[now.Id] = _crashes.GetValueOrDefault(now.Id) + 1;
        }

        if (_isReady)
        {
            return;
        }

        if (now.State == "failed" || _crashes.GetValueOrDefault(now.Id) >= CrashesBeforeHealthy)
        {
            await FailAsync([now]);
        }
        else if (_statuses.Values.All(s => s.IsUp) && IsComplete())
        {
            _isReady = true;
            Console.WriteLine($"\nClockit Live is up after {Elapsed()}.\n{run.Addresses}\n");
            run.MarkReady();
        }
    }

    /// <summary>Whether every instance of every resource has been heard of.</summary>
    private bool IsComplete()
    {
        var known = _statuses.Values.GroupBy(s => s.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return model.Resources.Where(IsShown).All(r => known.GetValueOrDefault(ResourceInstances.NameOf(r)) >= r.GetReplicaCount());
    }

    /// <summary>Says that everything is being started again, for the time until the next app host speaks.</summary>
    private void OnEngineDeath(string reason)
    {
        lock (_statuses)
        {
            foreach (var (instance, status) in _statuses.ToList())
            {
                _statuses[instance] = status with { State = "restarting" };
            }

            Write();
        }

        Console.Error.WriteLine($"{reason}; everything starts again.");
        NewSelf.Become();
        // The system refused.
        Environment.Exit(1);
    }

    private void OnStartLimit()
    {
        if (!_isReady)
        {
            _ = FailAsync([.. _statuses.Values.Where(s => s.State is not ("healthy" or "finished" or "waiting"))]);
        }
    }

    private async Task FailAsync(IReadOnlyList<ResourceStatus> failing)
    {
        foreach (var status in failing)
        {
            Console.Error.WriteLine($"{status.Id} did not start. The last lines of its log:");
            await foreach (var batch in logs.GetAllAsync(_ids[status.Id]))
            {
                foreach (var line in batch.TakeLast(FailureLines))
                {
                    Console.Error.WriteLine("  " + line.Content);
                }
            }
        }

        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private void Write() => _isWritten = run.WriteStatus(
        JsonSerializer.Serialize(_statuses.Values, Json),
        Table(),
        _statuses.Values.Select(s => s.Pid).OfType<int>()) && (!_isReady || run.MarkReady());

    /// <summary>What could not be written is written when there is room again.</summary>
    private async Task WriteAgainAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RetryEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            lock (_statuses)
            {
                if (!_isWritten)
                {
                    Write();
                }
            }
        }
    }

    private string Table()
    {
        var table = new StringBuilder();
        foreach (var status in _statuses.Values)
        {
            table.Append($"{status.Id,-20} {status.State,-10} {status.Pid?.ToString() ?? string.Empty,7}  {status.Address}".TrimEnd()).Append('\n');
        }

        return table.ToString();
    }

    private string Elapsed() => $"{time.GetElapsedTime(_started).TotalSeconds:F1} s";
}
