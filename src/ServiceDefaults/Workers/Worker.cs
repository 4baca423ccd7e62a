using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Workers;

/// <summary>
/// Work that a service does by itself for as long as its process lives. No exception ends it, nor the process: it is
/// logged and the work begins again, after a second at first and after half a minute while it keeps failing.
/// </summary>
/// <remarks>
/// A failure that repeats is logged once in ten minutes at most, as an error; the times between are debug messages. A
/// failure of another type is news and logged at once.
/// </remarks>
internal sealed partial class Worker(
    string name, Func<CancellationToken, Task> run, Func<CancellationToken, Task>? stopped, TimeProvider time, ILogger<Worker> logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Whoever works for so long has recovered.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);

    private (Type Failure, long At)? _logged;

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
            try
            {
                await run(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                pause = time.GetElapsedTime(began) > Recovery ? FirstPause : pause;
                Log(exception, pause);
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Log(Exception exception, TimeSpan pause)
    {
        try
        {
            if (_logged is { } logged && logged.Failure == exception.GetType() && time.GetElapsedTime(logged.At) < Silence)
            {
                LogFailedAgain(exception, name, pause.TotalSeconds);
                return;
            }

            _logged = (exception.GetType(), time.GetTimestamp());
            LogFailed(exception, name, pause.TotalSeconds);
        }
        catch (Exception)
        {
            // A log that cannot be written, for instance to a full disk, does not end the work either.
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "{Worker} failed and begins again in {Pause} s")]
    private partial void LogFailed(Exception exception, string worker, double pause);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Debug, Message = "{Worker} failed again and begins again in {Pause} s")]
    private partial void LogFailedAgain(Exception exception, string worker, double pause);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Warning, Message = "{Worker} could not clean up at the end")]
    private partial void LogNotStopped(Exception exception, string worker);
}
