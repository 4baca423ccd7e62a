using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Clockit.ServiceDefaults.Redis;

/// <summary>
/// Turns the commands that ran inside a recorded request, hub call or message into client spans of the activity source
/// <c>Clockit.Redis</c>, from the connection's own profiler. Nothing is kept for activities that are not recorded.
/// </summary>
internal sealed class RedisTracing(IConnectionMultiplexer redis) : IHostedService, IProfiler, IDisposable
{
    private static readonly ActivitySource Source = new("Clockit.Redis");
    private readonly AsyncLocal<Activity?> _profiled = new();
    private ActivityListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.RegisterProfiler(this);
        // Only listens: Sample stays unset, so that it never decides what is recorded.
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "Microsoft.AspNetCore.SignalR.Server" or "MassTransit",
            ActivityStarted = Begin,
            ActivityStopped = Finish,
        };
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener?.Dispose();

    object? IProfiler.GetContext() => _profiled.Value is { IsStopped: false } activity ? activity : null;

    private void Begin(Activity activity)
    {
        if (!Source.HasListeners() || !activity.Recorded || activity.Kind is not (ActivityKind.Server or ActivityKind.Consumer))
        {
            return;
        }

        redis.BeginProfiling(activity);
        _profiled.Value = activity;
    }

    private void Finish(Activity activity)
    {
        if (_profiled.Value != activity)
        {
            return;
        }

        _profiled.Value = null;
        foreach (var command in redis.FinishProfiling(activity))
        {
            using var span = Source.StartActivity(ActivityKind.Client, activity.Context, name: command.Command, startTime: new DateTimeOffset(command.CommandCreated));
            span?.SetTag("db.system.name", "redis");
            span?.SetTag("db.operation.name", command.Command);
            span?.SetTag("db.namespace", command.Db);
            span?.SetTag("network.peer.address", command.EndPoint?.ToString());
            span?.SetEndTime(command.CommandCreated.ToUniversalTime() + command.ElapsedTime);
        }
    }
}
