using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.ServiceDefaults.Errors;

/// <summary>An exception by which a client library says that its server does not answer now.</summary>
/// <param name="Matches">Tests one exception; causes inside it are tested apart.</param>
public sealed record UnavailabilitySign(Func<Exception, bool> Matches);

/// <summary>Tells failures that pass by themselves from failures that do not.</summary>
public sealed class Unavailability(IEnumerable<UnavailabilitySign> signs)
{
    private readonly UnavailabilitySign[] _signs = [.. signs];

    /// <summary>
    /// Whether a store or service does not answer now. An exception that a library wrapped around the cause counts too.
    /// </summary>
    public bool IsCauseOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is ServiceUnavailableException or DbException { IsTransient: true } || Array.Exists(_signs, sign => sign.Matches(exception)))
            {
                return true;
            }
        }

        return false;
    }
}

public static class UnavailabilityExtensions
{
    /// <summary>Adds exceptions that mean "not now": HTTP answers them with 503, and consumers wait and try again.</summary>
    public static IServiceCollection AddUnavailabilitySign(this IServiceCollection services, Func<Exception, bool> matches) =>
        services.AddSingleton(new UnavailabilitySign(matches));
}
