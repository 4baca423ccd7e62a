using Clockit.ServiceDefaults.Authentication;
using Microsoft.Extensions.Configuration;

namespace Clockit.ServiceDefaults.Services;

/// <summary>Calls between the services of an installation.</summary>
public static class ServiceClient
{
    /// <summary>A client of <c>services:{service}:http:0</c> that presents the service key; it gives up after 3 s.</summary>
    /// <exception cref="InvalidOperationException">The address or the key is not configured.</exception>
    public static HttpClient Create(IConfiguration configuration, string service)
    {
        var address = configuration[$"services:{service}:http:0"]
            ?? throw new InvalidOperationException($"services:{service}:http:0 is not set.");
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), ConnectTimeout = TimeSpan.FromSeconds(1) };
        var http = new HttpClient(handler) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(3) };
        http.DefaultRequestHeaders.Add(ServiceKey.Header, configuration.RequiredServiceKey());
        return http;
    }

    /// <summary>Whether a call failed because the service does not answer, rather than because the caller went away.</summary>
    public static bool IsUnavailable(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
