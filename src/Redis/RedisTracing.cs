using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Clockit.Redis;

/// <summary>
/// Turns the commands that ran inside a recorded request, hub call or message into client spans of the activity source
/// <c>Clockit.Redis</c>, from the connection's own profiler. Nothing is kept for activities that are not recorded.
/// </summary>
internal sealed class RedisTracing(IConnectionMultiplexer redis) : IHostedService, IDisposable
{
    private static readonly ActivitySource Source = new("Clockit.Redis");
    private readonly AsyncLocal<Profiled?> _profiled = new();
    private ActivityListener? _listener;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        redis.RegisterProfiler(() => _profiled.Value is { Activity.IsStopped: false } profiled ? profiled.Commands : null);
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

    private void Begin(Activity activity)
    {
        if (Source.HasListeners() && activity is { Recorded: true, Kind: ActivityKind.Server or ActivityKind.Consumer })
        {
            _profiled.Value = new Profiled(activity, new ProfilingSession());
        }
    }

    private void Finish(Activity activity)
    {
        if (_profiled.Value is not { } profiled || profiled.Activity != activity)
        {
            return;
        }

        _profiled.Value = null;
        foreach (var command in profiled.Commands.FinishProfiling())
        {
            using var span = Source.StartActivity(ActivityKind.Client, activity.Context, name: command.Command, startTime: new DateTimeOffset(command.CommandCreated));
            span?.SetTag("db.system.name", "redis");
            span?.SetTag("db.operation.name", command.Command);
            span?.SetTag("db.namespace", command.Db);
            span?.SetTag("network.peer.address", command.EndPoint?.ToString());
            span?.SetEndTime(command.CommandCreated.ToUniversalTime() + command.ElapsedTime);
        }
    }

    private sealed record Profiled(Activity Activity, ProfilingSession Commands);
}
