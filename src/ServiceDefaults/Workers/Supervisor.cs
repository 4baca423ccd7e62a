using Clockit.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;

namespace Clockit.ServiceDefaults.Workers;

/// <summary>
/// Runs work that must not end what it belongs to: a round of a background service, a timer's callback, a handler on the
/// thread pool. It survives any exception of the work, and says each kind of failure once, and once a minute while the
/// failure lasts. Safe for concurrent callers.
/// </summary>
/// <param name="what">What fails, as the log names it.</param>
public sealed partial class Supervisor(string what, ILogger logger)
{
    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private string? _lastFailure;
    private long _saidAt;
    private int _failures;

    /// <summary>Runs the work to its end. False when it failed, or was ended because <paramref name="stopping"/> was canceled.</summary>
    public async Task<bool> TryAsync(Func<Task> work, CancellationToken stopping = default)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // Whatever it is: nobody above could do more about it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
            return false;
        }

        Succeed();
        return true;
    }

    /// <summary>Runs the work. False when it failed.</summary>
    public bool Try(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
            return false;
        }

        Succeed();
        return true;
    }

    private void Fail(Exception exception)
    {
        int failures;
        lock (_gate)
        {
            failures = ++_failures;
            var now = Environment.TickCount64;
            var isKnown = string.Equals(_lastFailure, exception.GetType().FullName, StringComparison.Ordinal);
            if (isKnown && now - _saidAt < SayAgain.TotalMilliseconds)
            {
                return;
            }

            (_lastFailure, _saidAt) = (exception.GetType().FullName, now);
        }

        Say(() =>
        {
            if (exception is ServiceUnavailableException)
            {
                LogUnavailable(exception, what, failures);
            }
            else
            {
                LogFailed(exception, what, failures);
            }
        });
    }

    private void Succeed()
    {
        if (Volatile.Read(ref _failures) == 0)
        {
            return;
        }

        int failures;
        lock (_gate)
        {
            (failures, _failures, _lastFailure) = (_failures, 0, null);
        }

        if (failures > 0)
        {
            Say(() => LogRecovered(what, failures));
        }
    }

    private static void Say(Action log)
    {
        try
        {
            log();
        }
#pragma warning disable CA1031 // A log that cannot be written, for instance to a full disk, does not end the work either.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is nowhere to say it.
        }
    }

    [LoggerMessage(EventId = 1901, Level = LogLevel.Warning, Message = "{What} waits for a service that does not answer; it goes on (failure {Failures})")]
    private partial void LogUnavailable(Exception exception, string what, int failures);

    [LoggerMessage(EventId = 1902, Level = LogLevel.Error, Message = "{What} failed and goes on (failure {Failures})")]
    private partial void LogFailed(Exception exception, string what, int failures);

    [LoggerMessage(EventId = 1903, Level = LogLevel.Information, Message = "{What} works again after {Failures} failures")]
    private partial void LogRecovered(string what, int failures);
}
