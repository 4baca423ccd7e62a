using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults.Health;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.Gateway.Api.Edge;

/// <summary><c>GET /health</c>: the readiness of the gateway and of every service in one answer.</summary>
internal static class HealthSummary
{
    /// <summary>Whoever asks often gets the same answer: each one asks every service.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    public static void MapHealthSummary(this WebApplication app)
    {
        // Each time over a connection of its own: one that is open already would not tell that no new one can be made.
        var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), PooledConnectionLifetime = TimeSpan.Zero })
        {
            Timeout = TimeSpan.FromSeconds(3),
        };
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        var health = app.Services.GetRequiredService<HealthCheckService>();
        var time = app.Services.GetRequiredService<TimeProvider>();
        var gate = new Lock();
        var asked = time.GetTimestamp();
        Task<HealthResponse>? answer = null;
        app.MapGet("/health", async () =>
        {
            Task<HealthResponse> current;
            lock (gate)
            {
                if (answer is null || (answer.IsCompleted && time.GetElapsedTime(asked) > Fresh))
                {
                    answer = AskAsync(http, app.Configuration, health);
                    asked = time.GetTimestamp();
                }

                current = answer;
            }

            var summary = await current;
            return TypedResults.Json(summary, statusCode: summary.Status == Name(true) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        })
            .AllowAnonymous()
            .WithTags("Operations")
            .Describe("getHealth", "Readiness of the gateway and of every service", "200 when all are ready, 503 with the same body otherwise. It is up to a second old.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<HealthResponse> AskAsync(HttpClient http, IConfiguration configuration, HealthCheckService health)
    {
        var states = await Task.WhenAll(ServiceRoutes.Services.Select(async service => (Name: service, Healthy: await IsReadyAsync(http, configuration, service))));
        var own = await health.CheckHealthAsync(check => check.Tags.Contains(HealthExtensions.ReadyTag));
        states = [.. states, ("gateway", own.Status is not HealthStatus.Unhealthy)];
        return new HealthResponse(Name(Array.TrueForAll(states, state => state.Healthy)), states.ToDictionary(state => state.Name, state => Name(state.Healthy), StringComparer.Ordinal));
    }

    private static string Name(bool healthy) => healthy ? "healthy" : "unhealthy";

    /// <summary>Whether one of a service's replicas is.</summary>
    private static async Task<bool> IsReadyAsync(HttpClient http, IConfiguration configuration, string service)
    {
        var ready = await Task.WhenAll(ServiceRoutes.AddressesOf(configuration, service).Select(address => IsReadyAsync(http, address)));
        return Array.Exists(ready, one => one);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string address)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(new Uri(address), "/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>Each <c>healthy</c> or <c>unhealthy</c>.</summary>
/// <param name="Services">By name, the gateway among them.</param>
public sealed record HealthResponse([property: AllowedValues("healthy", "unhealthy")] string Status, IReadOnlyDictionary<string, string> Services);
