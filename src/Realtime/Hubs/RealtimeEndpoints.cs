using Clockit.Realtime.Brokers;
using Clockit.Realtime.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.Realtime.Hubs;

/// <summary>Hubs that any node can serve: no sticky sessions, no state between negotiation and connection.</summary>
public static class RealtimeEndpoints
{
    /// <summary>
    /// Serves <typeparamref name="THub"/> at <paramref name="pattern"/>: WebSockets only (other ways in get a 400 that
    /// says so), with a negotiation that promises nothing that another node would not keep. Attributes on the hub class
    /// (such as <c>[Authorize]</c>) apply to both endpoints.
    /// </summary>
    /// <remarks>
    /// The connection's id is <c>{node}:{random}</c> and is known to the server only: what negotiation answers is not it.
    /// </remarks>
    public static IEndpointConventionBuilder MapRealtimeHub<THub>(this IEndpointRouteBuilder endpoints, string pattern)
        where THub : Hub
    {
        var services = endpoints.ServiceProvider;
        var registry = services.GetRequiredService<ConnectionRegistry>();
        var node = services.GetRequiredService<IRealtimeBroker>().NodeId;
        var time = services.GetRequiredService<TimeProvider>();
        var hub = new ConnectionBuilder(services).UseHub<THub>().Build();

        var sockets = endpoints.CreateApplicationBuilder();
        sockets.UseWebSockets();
        sockets.Run(new HubSockets(hub, registry, node, time).AcceptAsync);

        var negotiate = endpoints.MapPost(pattern + "/negotiate", (HttpContext http) => Negotiation.AnswerAsync(http, registry))
            .WithDisplayName($"{pattern}/negotiate")
            .ExcludeFromDescription();
        // A connection's life is no request's duration, and has no limit.
        var connect = endpoints.Map(pattern, sockets.Build()).WithDisplayName(pattern).DisableHttpMetrics().DisableRequestTimeout();
        var both = new Both(negotiate, connect);
        both.Add(endpoint =>
        {
            endpoint.Metadata.Add(new HubMetadata(typeof(THub)));
            foreach (var attribute in typeof(THub).GetCustomAttributes(inherit: true))
            {
                endpoint.Metadata.Add(attribute);
            }
        });
        return both;
    }

    private sealed class Both(IEndpointConventionBuilder first, IEndpointConventionBuilder second) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention)
        {
            first.Add(convention);
            second.Add(convention);
        }

        public void Finally(Action<EndpointBuilder> finallyConvention)
        {
            first.Finally(finallyConvention);
            second.Finally(finallyConvention);
        }
    }
}
