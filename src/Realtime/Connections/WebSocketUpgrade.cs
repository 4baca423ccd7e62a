using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clockit.Realtime.Connections;

/// <summary>Turns a request into a WebSocket and a way to send on it.</summary>
internal static class WebSocketUpgrade
{
    // RFC 6455, section 1.3.
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>
    /// Accepts a WebSocket request. Over plain HTTP/1.1 on a socket, which is how a gateway reaches a service, frames
    /// are sent straight to that socket; over TLS, HTTP/2 or a test server, through the WebSocket.
    /// </summary>
    /// <remarks>
    /// Only there are messages compressed: what is shared by all readers of a room goes that way. Answers and direct
    /// messages never are, so that no secret's length depends on what somebody else made the server put beside it.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="compress">Whether to agree on permessage-deflate with a client that offers it.</param>
    /// <param name="time">Tells how long a frame waits.</param>
    public static async Task<(WebSocket Socket, IFrameSender Frames)> AcceptAsync(HttpContext http, bool compress, TimeProvider time)
    {
        if (http.Features.Get<IConnectionSocketFeature>() is not { Socket: { } socket }
            || http.Features.Get<ITlsHandshakeFeature>() is not null
            || http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            var whole = await http.WebSockets.AcceptWebSocketAsync();
            return (whole, new WebSocketFrameSender(whole, time));
        }

        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.SecWebSocketAccept = Accept(http.Request.Headers.SecWebSocketKey.ToString());
        var deflate = compress ? PerMessageDeflate.Answer(http.Request.Headers.SecWebSocketExtensions) : null;
        http.Response.Headers.SecWebSocketExtensions = deflate;
        // The 101 reaches the socket before any frame does: a hub is silent until the client has shaken hands.
        var incoming = await upgrade.UpgradeAsync();
        var frames = new SocketFrameSender(socket, inflates: deflate is not null, time);
        // SignalR has pings of its own.
        var options = new WebSocketCreationOptions
        {
            IsServer = true,
            KeepAliveInterval = TimeSpan.Zero,
            DangerousDeflateOptions = deflate is null ? null : PerMessageDeflate.Incoming,
        };
        return (WebSocket.CreateFromStream(new ControlFrameStream(incoming, frames), options), frames);
    }

#pragma warning disable CA5350 // The protocol names SHA-1; nothing is kept secret by it.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
