using System.Data.Common;
using StackExchange.Redis;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>Tells what passes by itself from what does not.</summary>
internal static class Unavailability
{
    /// <summary>Whether a store or service does not answer now, also when a library wrapped the exception that says so.</summary>
    public static bool IsCauseOf(Exception? exception) => exception switch
    {
        null => false,
        ServiceUnavailableException or RedisConnectionException or RedisTimeoutException or DbException { IsTransient: true } => true,
        _ => IsCauseOf(exception.InnerException),
    };
}
