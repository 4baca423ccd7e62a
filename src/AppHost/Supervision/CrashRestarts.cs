using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.AppHost.Supervision;

/// <summary>
/// Starts a process again that ended by itself, after 1, 2, 5, 10 and then every 30 seconds, on the same addresses.
/// What runs to completion stays ended, and so does what the command <c>stop</c> ended.
/// </summary>
/// <remarks>Aspire leaves a crashed process down, as a developer's tool may; an installation brings it back.</remarks>
internal sealed partial class CrashRestarts(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    ResourceCommandService commands,
    ResourceInstances names,
    StopCommands stops,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<CrashRestarts> logger) : BackgroundService
{
    private readonly HashSet<string> _complete = model.RunToCompletion();
    private readonly Dictionary<string, Instance> _instances = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await foreach (var change in notifications.WatchAsync(limit.Token))
            {
                if (ResourceInstances.HasProcess(change.Resource) && !_complete.Contains(change.Resource.Name))
                {
                    OnChange(change, limit.Token);
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    private void OnChange(ResourceEvent change, CancellationToken cancellationToken)
    {
        if (!_instances.TryGetValue(change.ResourceId, out var instance))
        {
            _instances[change.ResourceId] = instance = new Instance();
        }

        if (change.Snapshot.State?.Text == KnownResourceStates.Running)
        {
            instance.Started ??= time.GetTimestamp();
        }
        else if (ResourceInstances.IsEnded(change.Snapshot.State?.Text) && instance.Started is { } started)
        {
            instance.Started = null;
            if (!stops.IsWanted(change.ResourceId))
            {
                var delay = instance.Backoff.Next(time.GetElapsedTime(started));
                LogCrashed(logger, names.InstanceOf(change), change.Snapshot.ExitCode, delay.TotalSeconds);
                _ = StartAsync(change, delay, cancellationToken);
            }
        }
    }

    private async Task StartAsync(ResourceEvent ended, TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, time, cancellationToken);
            // Somebody may have started it meanwhile, or wanted it to stay down.
            if (!stops.IsWanted(ended.ResourceId)
                && notifications.TryGetCurrentState(ended.ResourceId, out var current)
                && ResourceInstances.IsEnded(current.Snapshot.State?.Text))
            {
                var result = await commands.ExecuteCommandAsync(ended.ResourceId, KnownResourceCommands.StartCommand, cancellationToken);
                if (!result.Success && !cancellationToken.IsCancellationRequested)
                {
                    LogNotStarted(logger, names.InstanceOf(ended), result.Message ?? "the command failed");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception e)
        {
            LogNotStarted(logger, names.InstanceOf(ended), e.Message);
        }
    }

    private sealed class Instance
    {
        public Backoff Backoff { get; } = new();

        /// <summary>When the process that runs now was first seen running.</summary>
        public long? Started { get; set; }
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "{Instance} ended by itself with code {ExitCode}; it starts again in {Seconds} s")]
    private static partial void LogCrashed(ILogger logger, string instance, int? exitCode, double seconds);

    [LoggerMessage(EventId = 21, Level = LogLevel.Error, Message = "{Instance} cannot be started again: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, string instance, string reason);
}
