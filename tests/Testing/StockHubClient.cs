using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Clockit.Testing;

/// <summary>SignalR's own .NET client over a WebSocket, to prove that stock clients understand our hubs.</summary>
public static class StockHubClient
{
    /// <param name="hub">The hub's http(s) address.</param>
    /// <param name="bearer">An access token.</param>
    /// <param name="compress">Whether to offer permessage-deflate and to compress what is sent, as .NET offers it.</param>
    public static HubConnection Create(Uri hub, string? bearer = null, bool compress = false) =>
        new HubConnectionBuilder()
            .WithUrl(hub, HttpTransportType.WebSockets, options =>
            {
                options.AccessTokenProvider = () => Task.FromResult(bearer);
                options.WebSocketConfiguration = socket => socket.DangerousDeflateOptions = compress ? new() : null;
            })
            .Build();
}
