using Clockit.Realtime.Brokers;
using Clockit.Realtime.Hubs;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Clockit.Realtime.Transport;

/// <summary>Accepts the WebSockets of one hub and runs the hub on each.</summary>
internal sealed class HubSockets(ConnectionDelegate hub, ConnectionRegistry registry, string node, TimeProvider time)
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    public async Task AcceptAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await Negotiation.RefuseAsync(http, StatusCodes.Status400BadRequest, "Connect with a WebSocket; no other transport is offered.");
            return;
        }

        if (registry.IsDraining)
        {
            await Negotiation.RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, "This node is shutting down; connect again.");
            return;
        }

        if (WebSocketUpgrade.CanDetach(http))
        {
            await WebSocketUpgrade.DetachAsync(http, registry.Compresses, registry.NewControlPace(), time, RunAsync);
            return;
        }

        await RunAsync(await WebSocketUpgrade.AcceptAsync(http, time));
    }

    private async Task RunAsync(WebSocketLink link)
    {
        var connection = new WebSocketConnection(NodeIdentity.NewConnection(node), link, registry.NewPace());
        try
        {
            if (registry.TryAdd(connection))
            {
                await hub(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            registry.Remove(connection);
            await connection.CloseAsync(ClosePatience);
        }
    }
}
