using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clockit.Realtime.Transport;

/// <summary>Turns a request into a WebSocket.</summary>
internal static class WebSocketUpgrade
{
    // RFC 6455, section 1.3.
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>Whether frames can go straight to the connection's socket, which outlives the request: see <see cref="DetachAsync"/>.</summary>
    public static bool CanDetach(HttpContext http) =>
        http.Features.Get<IDetachableConnection>() is not null
        && http.Features.Get<IConnectionSocketFeature>() is not null
        && http.Features.Get<ITlsHandshakeFeature>() is null
        && http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    /// <summary>
    /// Accepts a WebSocket request over plain HTTP/1.1 on a socket, which is how a gateway reaches a service, and leaves
    /// HTTP behind: <paramref name="run"/> goes on with the socket when the request has returned.
    /// </summary>
    /// <remarks>
    /// Only here are messages compressed: what is shared by all readers of a room goes that way. Answers and direct
    /// messages never are, so that no secret's length depends on what somebody else made the server put beside it.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="compress">Whether to agree on permessage-deflate with a client that offers it.</param>
    /// <param name="control">How many control frames the client may send; beyond that the connection ends.</param>
    /// <param name="time">Tells how long a frame waits.</param>
    /// <param name="run">What the connection is from then on.</param>
    public static async Task DetachAsync(HttpContext http, bool compress, IncomingPace control, TimeProvider time, Func<WebSocketLink, Task> run)
    {
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.SecWebSocketAccept = Accept(http.Request.Headers.SecWebSocketKey.ToString());
        var deflate = compress ? PerMessageDeflate.Answer(http.Request.Headers.SecWebSocketExtensions) : null;
        http.Response.Headers.SecWebSocketExtensions = deflate;
        var user = http.User;
        var socket = http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        // The 101 reaches the socket before any frame does: a hub is silent until the client has shaken hands.
        _ = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        http.Features.GetRequiredFeature<IDetachableConnection>().Detach(connection =>
        {
            var frames = new SocketFrameSender(socket, inflates: deflate is not null, time);
            // SignalR has pings of its own.
            var options = new WebSocketCreationOptions
            {
                IsServer = true,
                KeepAliveInterval = TimeSpan.Zero,
                DangerousDeflateOptions = deflate is null ? null : PerMessageDeflate.Incoming,
            };
            var stream = new ControlFrameStream(connection.Transport.Input.AsStream(leaveOpen: true), frames, control);
            return run(new WebSocketLink(WebSocket.CreateFromStream(stream, options), frames, user, Gone)
            {
                LocalEndPoint = connection.LocalEndPoint,
                RemoteEndPoint = connection.RemoteEndPoint,
            });

            void Gone() => connection.Abort(new ConnectionAbortedException());
        });
    }

    /// <summary>Accepts a WebSocket request over anything else (TLS, HTTP/2, a test server), for as long as the request lasts.</summary>
    public static async Task<WebSocketLink> AcceptAsync(HttpContext http, TimeProvider time)
    {
        var socket = await http.WebSockets.AcceptWebSocketAsync();
        return new WebSocketLink(socket, new WebSocketFrameSender(socket, time), http.User, http.Abort)
        {
            LocalEndPoint = EndPointOf(http.Connection.LocalIpAddress, http.Connection.LocalPort),
            RemoteEndPoint = EndPointOf(http.Connection.RemoteIpAddress, http.Connection.RemotePort),
        };
    }

    private static IPEndPoint? EndPointOf(IPAddress? address, int port) => address is null ? null : new IPEndPoint(address, port);

#pragma warning disable CA5350 // The protocol names SHA-1; nothing is kept secret by it.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
}
