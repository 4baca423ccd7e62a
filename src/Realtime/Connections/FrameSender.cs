using System.Net.WebSockets;

namespace Clockit.Realtime.Connections;

/// <summary>Sends whole messages to one client, in the order of the calls.</summary>
internal interface IFrameSender
{
    /// <summary>
    /// Completes when the transport took the message, which for a slow reader may be never. Fails when the connection
    /// is gone.
    /// </summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> text);
}

/// <summary>Sends through the WebSocket, whatever it runs over.</summary>
internal sealed class WebSocketFrameSender(WebSocket socket) : IFrameSender
{
    public ValueTask SendAsync(ReadOnlyMemory<byte> text) =>
        socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
