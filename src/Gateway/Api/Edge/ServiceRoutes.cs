using Yarp.ReverseProxy.Configuration;

namespace Clockit.Gateway.Api.Edge;

/// <summary>Which service answers which path. What is not here is not reachable from outside.</summary>
internal static class ServiceRoutes
{
    private const string Streams = "stream-service";
    private const string Chat = "chat-service";
    private const string Signaling = "signaling-service";

    /// <summary>The services, by their names in configuration (<c>services:{name}:http:0</c>).</summary>
    public static readonly IReadOnlyList<string> Services = [Streams, Chat, Signaling];

    /// <summary>Literal segments win over parameters, so the order of this list does not matter.</summary>
    public static readonly IReadOnlyList<RouteConfig> Routes =
    [
        Route(Streams, "/api/live"),
        Route(Streams, "/api/live/{**rest}"),
        Route(Chat, "/api/live/{streamId}/chat/{**rest}"),
        Route(Chat, "/api/live/{streamId}/comment"),
        Route(Signaling, "/api/live/{streamId}/viewer"),
        Route(Signaling, "/api/live/{streamId}/view"),
        Route(Signaling, "/api/live/ice-servers"),
        Route(Signaling, "/api/live/{streamId}/whip"),
        Route(Signaling, "/api/live/{streamId}/whip/{sessionId}"),
        Route(Signaling, "/api/live/{streamId}/whep"),
        Route(Signaling, "/api/live/{streamId}/whep/{sessionId}"),
        Route(Signaling, "/api/live/{streamId}/recording"),
        Route(Signaling, "/whip"),
        Route(Chat, "/hubs/chat/{**rest}"),
        Route(Signaling, "/hubs/live/{**rest}"),
    ];

    public static IReadOnlyList<ClusterConfig> Clusters(IConfiguration configuration) =>
    [
        .. Services.Select(service => new ClusterConfig
        {
            ClusterId = service,
            // Values go on as they came; without it one that is not ASCII cannot be sent at all.
            HttpClient = new HttpClientConfig { RequestHeaderEncoding = "utf-8" },
            Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
            {
                [service] = new() { Address = NameOf(configuration, service) },
            },
        }),
    ];

    /// <summary>The address by which service discovery finds all replicas.</summary>
    /// <exception cref="InvalidOperationException">The service is not configured.</exception>
    private static string NameOf(IConfiguration configuration, string service) =>
        AddressOf(configuration, service).Length > 0 ? $"http://{service}" : throw new InvalidOperationException($"services:{service}:http:0 is empty.");

    public static string AddressOf(IConfiguration configuration, string service) =>
        configuration[$"services:{service}:http:0"] ?? throw new InvalidOperationException($"services:{service}:http:0 is not set.");

    private static RouteConfig Route(string service, string path) => new()
    {
        RouteId = path,
        ClusterId = service,
        Match = new RouteMatch { Path = path },
    };
}
