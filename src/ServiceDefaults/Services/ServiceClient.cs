using Clockit.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Clockit.ServiceDefaults.Services;

/// <summary>Calls between the services of an installation.</summary>
public static class ServiceClient
{
    /// <summary>
    /// Registers an HTTP client named after a service, which <see cref="ServiceClientOf"/> makes. It finds the service's
    /// replicas under <c>services:{service}:http:0</c> and so on, presents the service key, and gives up after 3 s. Only
    /// reading calls are repeated, twice at most and at another replica where there is one: whether another call had its
    /// effect is its caller's to find out. Registering it again changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The address or the key is not configured.</exception>
    public static WebApplicationBuilder AddServiceClient(this WebApplicationBuilder builder, string service)
    {
        var address = $"services:{service}:http:0";
        if (string.IsNullOrEmpty(builder.Configuration[address]))
        {
            throw new InvalidOperationException($"{address} is not set.");
        }

        if (builder.Services.Any(registered => registered.ImplementationInstance is Registered known && string.Equals(known.Service, service, StringComparison.Ordinal)))
        {
            return builder;
        }

        builder.Services.AddSingleton(new Registered(service));
        var key = builder.Configuration.RequiredServiceKey();
        builder.Services.AddServiceDiscovery();
        var client = builder.Services
            .AddHttpClient(service, http =>
            {
                http.BaseAddress = new Uri($"http://{service}");
                // All of the call: its repetitions, and its answer to the last byte.
                http.Timeout = TimeSpan.FromSeconds(3);
                http.DefaultRequestHeaders.Add(ServiceKey.Header, key);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), ConnectTimeout = TimeSpan.FromSeconds(1) })
            // Singletons keep their clients; the handler renews its connections by itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Traces show the calls already.
            .RemoveAllLoggers();
        client.AddResilienceHandler("reads", pipeline =>
        {
            var retry = new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            };
            retry.DisableForUnsafeHttpMethods();
            pipeline.AddRetry(retry);
        });
        client.AddServiceDiscovery();
        return builder;
    }

    /// <summary>Makes the client that <see cref="AddServiceClient"/> registered. It may be kept for good.</summary>
    public static HttpClient ServiceClientOf(this IServiceProvider services, string service) =>
        services.GetRequiredService<IHttpClientFactory>().CreateClient(service);

    /// <summary>Whether a call failed because the service does not answer, rather than because the caller went away.</summary>
    public static bool IsUnavailable(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private sealed record Registered(string Service);
}
