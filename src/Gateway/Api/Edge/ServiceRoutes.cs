using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Clockit.Gateway.Api.Edge;

/// <summary>Which service answers which path. What is not here is not reachable from outside.</summary>
internal static class ServiceRoutes
{
    private const string Streams = "stream-service";
    private const string Chat = "chat-service";
    private const string Signaling = "signaling-service";

    private const string WhipByKey = "/whip";
    private static readonly PathString Live = "/api/live";
    private static readonly PathString Hubs = "/hubs";

    /// <summary>Addresses below these belong to programs: what no endpoint answers there is an error, not a page.</summary>
    private static readonly PathString[] Programs = ["/api", Hubs, "/internal", "/health", "/.well-known", "/openapi", "/oembed", WhipByKey];

    /// <summary>The services, by their names in configuration (<c>services:{name}:http:0</c>, and <c>:1</c> and so on for replicas).</summary>
    public static readonly IReadOnlyList<string> Services = [Streams, Chat, Signaling];

    /// <summary>Literal segments win over parameters, so the order of this list does not matter.</summary>
    public static readonly IReadOnlyList<RouteConfig> Routes =
    [
        .. Calls(Streams, "/api/live"),
        .. Calls(Streams, "/api/live/{**rest}"),
        .. Calls(Chat, "/api/live/{streamId}/chat/{**rest}"),
        .. Calls(Chat, "/api/live/{streamId}/comment"),
        .. Calls(Signaling, "/api/live/{streamId}/viewer"),
        .. Calls(Signaling, "/api/live/{streamId}/view"),
        .. Calls(Signaling, "/api/live/ice-servers"),
        .. Calls(Signaling, "/api/live/{streamId}/whip/{**rest}"),
        .. Calls(Signaling, "/api/live/{streamId}/whep/{**rest}"),
        .. Calls(Signaling, WhipByKey),
        Long(Signaling, "/api/live/{streamId}/recording"),
        Long(Chat, "/hubs/chat/{**rest}"),
        Long(Signaling, "/hubs/live/{**rest}"),
    ];

    public static IReadOnlyList<ClusterConfig> Clusters(IConfiguration configuration) =>
        [.. Services.SelectMany(service => Enum.GetValues<CallKind>().Select(kind => Cluster(configuration, service, kind)))];

    /// <summary>A service's addresses; one may itself be a balancer's.</summary>
    /// <exception cref="InvalidOperationException">None is configured.</exception>
    public static IReadOnlyList<string> AddressesOf(IConfiguration configuration, string service)
    {
        string[] addresses = [.. configuration.GetSection($"services:{service}:http").GetChildren().Select(child => child.Value).OfType<string>()];
        return addresses.Length > 0 ? addresses : throw new InvalidOperationException($"services:{service}:http:0 is not set.");
    }

    /// <summary>Whether a path is a program's to call, rather than a page.</summary>
    public static bool IsForPrograms(PathString path) => Array.Exists(Programs, start => path.StartsWithSegments(start, StringComparison.OrdinalIgnoreCase));

    public static bool IsHub(PathString path) => path.StartsWithSegments(Hubs, StringComparison.OrdinalIgnoreCase);

    /// <summary>WHIP and WHEP, which players and encoders on pages of any site may call.</summary>
    public static bool IsMedia(PathString path)
    {
        if (path.StartsWithSegments(WhipByKey, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // {streamId}/whip or whep, and what follows
        return path.StartsWithSegments(Live, StringComparison.OrdinalIgnoreCase, out var rest)
            && rest.Value!.Split('/', 4) is [_, _, var kind, ..]
            && (kind.Equals("whip", StringComparison.OrdinalIgnoreCase) || kind.Equals("whep", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<RouteConfig> Calls(string service, string path) =>
    [
        new() { RouteId = $"read {path}", ClusterId = Id(service, CallKind.Read), Match = new RouteMatch { Path = path, Methods = [HttpMethods.Get, HttpMethods.Head] } },
        new() { RouteId = path, ClusterId = Id(service, CallKind.Write), Match = new RouteMatch { Path = path } },
    ];

    private static RouteConfig Long(string service, string path) => new()
    {
        RouteId = path,
        ClusterId = Id(service, CallKind.Long),
        Match = new RouteMatch { Path = path },
    };

    private static string Id(string service, CallKind kind) => $"{service} {kind}";

    private static ClusterConfig Cluster(IConfiguration configuration, string service, CallKind kind)
    {
        var areMany = AddressesOf(configuration, service).Count > 1;
        return new ClusterConfig
        {
            ClusterId = Id(service, kind),
            LoadBalancingPolicy = "PowerOfTwoChoices",
            // Values go on as they came; without it one that is not ASCII cannot be sent at all.
            HttpClient = new HttpClientConfig { RequestHeaderEncoding = "utf-8" },
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = CallTimes.Of(configuration, kind) },
            HealthCheck = new HealthCheckConfig
            {
                // When none is left, all are tried: so is the only one, which may be a balancer with others behind it.
                AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
                Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = FailedCalls.PolicyName, ReactivationPeriod = TimeSpan.FromSeconds(10) },
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = areMany,
                    Interval = TimeSpan.FromSeconds(3),
                    Timeout = TimeSpan.FromSeconds(2),
                    Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                    Path = "/health/ready",
                },
            },
            // Service discovery finds all replicas by the name.
            Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { [service] = new() { Address = $"http://{service}" } },
        };
    }
}

/// <summary>How long a call may be silent, and whether it can be repeated.</summary>
internal enum CallKind
{
    /// <summary>GET and HEAD: short, and tried elsewhere when nothing comes.</summary>
    Read,

    /// <summary>What changes something, so that nobody knows whether it was done when no answer comes.</summary>
    Write,

    /// <summary>Hubs and downloads, which are silent while their client is.</summary>
    Long,
}

/// <summary>
/// For how long a service may be silent before its caller is told: configuration section <c>Forwarding</c>.
/// </summary>
internal static class CallTimes
{
    public static TimeSpan Of(IConfiguration configuration, CallKind kind) => kind switch
    {
        CallKind.Read => configuration.GetValue("Forwarding:ReadTimeout", TimeSpan.FromSeconds(5)),
        CallKind.Write => configuration.GetValue("Forwarding:WriteTimeout", TimeSpan.FromSeconds(20)),
        // A hub is silent for 15 s at most; a paused download for longer.
        _ => TimeSpan.FromSeconds(100),
    };
}
