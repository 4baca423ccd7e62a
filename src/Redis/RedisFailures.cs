using StackExchange.Redis;

namespace Clockit.Redis;

/// <summary>Tells failures of Redis that pass by themselves from errors in what was asked.</summary>
public static class RedisFailures
{
    /// <summary>
    /// The errors by which Redis itself says "not now". <c>NOSCRIPT</c> is one: the client sends a hash for a script that
    /// it takes Redis to know, and a restart made it forget.
    /// </summary>
    private static readonly string[] NotNow =
        ["LOADING", "BUSY", "OOM", "MISCONF", "READONLY", "NOSCRIPT", "MASTERDOWN", "TRYAGAIN", "CLUSTERDOWN", "NOREPLICAS", "NOAUTH"];

    /// <summary>
    /// Whether Redis cannot be asked now. Beside its own exceptions the client throws what a connection that is going away
    /// throws: canceled tasks, disposed objects, "Reading is not allowed after reader was completed".
    /// </summary>
    /// <param name="exception">What a command of the client threw.</param>
    /// <param name="cancellationToken">The caller's: a command that this canceled has not failed.</param>
    public static bool IsPassing(Exception exception, CancellationToken cancellationToken = default) => exception switch
    {
        RedisServerException refused => Array.Exists(NotNow, code => refused.Message.StartsWith(code, StringComparison.Ordinal)),
        RedisException or TimeoutException or IOException or System.Net.Sockets.SocketException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        // ObjectDisposedException is one.
        InvalidOperationException => true,
        AggregateException several => several.InnerExceptions.All(inner => IsPassing(inner, cancellationToken)),
        _ => false,
    };
}
