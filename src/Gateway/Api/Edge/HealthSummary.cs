using System.ComponentModel.DataAnnotations;
using Clockit.ServiceDefaults.OpenApi;

namespace Clockit.Gateway.Api.Edge;

/// <summary><c>GET /health</c>: the readiness of the gateway and of every service in one answer.</summary>
internal static class HealthSummary
{
    public static void MapHealthSummary(this WebApplication app)
    {
        var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
        {
            Timeout = TimeSpan.FromSeconds(3),
        };
        app.Lifetime.ApplicationStopped.Register(http.Dispose);
        app.MapGet("/health", async (HttpContext context, CancellationToken cancellationToken) =>
        {
            var states = await Task.WhenAll(ServiceRoutes.Services
                .Select(service => (Name: service, Address: ServiceRoutes.AddressOf(app.Configuration, service)))
                .Append((Name: "gateway", Address: $"http://127.0.0.1:{context.Connection.LocalPort}"))
                .Select(async service => (service.Name, Healthy: await IsReadyAsync(http, service.Address, cancellationToken))));
            var healthy = Array.TrueForAll(states, state => state.Healthy);
            return TypedResults.Json(
                new HealthResponse(Name(healthy), states.ToDictionary(state => state.Name, state => Name(state.Healthy), StringComparer.Ordinal)),
                statusCode: healthy ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        })
            .AllowAnonymous()
            .WithTags("Operations")
            .Describe("getHealth", "Readiness of the gateway and of every service", "200 when all are ready, 503 with the same body otherwise.")
            .Produces<HealthResponse>()
            .Produces<HealthResponse>(StatusCodes.Status503ServiceUnavailable);
    }

    private static string Name(bool healthy) => healthy ? "healthy" : "unhealthy";

    private static async Task<bool> IsReadyAsync(HttpClient http, string address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(new Uri(address), "/health/ready"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}

/// <summary>Each <c>healthy</c> or <c>unhealthy</c>.</summary>
/// <param name="Services">By name, the gateway among them.</param>
public sealed record HealthResponse([property: AllowedValues("healthy", "unhealthy")] string Status, IReadOnlyDictionary<string, string> Services);
