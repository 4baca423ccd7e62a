using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;

namespace Clockit.Realtime.Transport;

/// <summary>What an accepted request leaves behind: a WebSocket and a way to send on it.</summary>
/// <param name="Socket">To read from, and to close.</param>
/// <param name="Frames">To send with.</param>
/// <param name="User">Who was let in.</param>
/// <param name="Abort">Ends the connection below the WebSocket at once.</param>
internal sealed record WebSocketLink(WebSocket Socket, IFrameSender Frames, ClaimsPrincipal User, Action Abort)
{
    public EndPoint? LocalEndPoint { get; init; }

    public EndPoint? RemoteEndPoint { get; init; }
}
