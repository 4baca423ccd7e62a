using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Workers;

/// <summary>
/// Work that a service does by itself for as long as its process lives. No exception ends it, nor the process: a
/// <see cref="Supervisor"/> logs it and the work begins again, after a second at first and after half a minute while it keeps
/// failing.
/// </summary>
internal sealed partial class Worker(
    string name, Func<CancellationToken, Task> run, Func<CancellationToken, Task>? stopped, TimeProvider time, ILogger<Worker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Whoever works for so long has recovered.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(1);

    private readonly Supervisor _supervisor = new(name, logger);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (stopped is null)
        {
            return;
        }

        try
        {
            await stopped(cancellationToken);
        }
        catch (Exception exception)
        {
            // What the work leaves behind must not keep others from stopping.
            LogNotStopped(exception, name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            if (await _supervisor.TryAsync(() => run(stoppingToken), stoppingToken))
            {
                return;
            }

            pause = time.GetElapsedTime(began) > Recovery ? FirstPause : pause;
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "{Worker} could not clean up at the end")]
    private partial void LogNotStopped(Exception exception, string worker);
}
