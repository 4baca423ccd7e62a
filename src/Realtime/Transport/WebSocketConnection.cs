using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using System.Security.Claims;
using Clockit.Realtime.Sending;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Clockit.Realtime.Transport;

/// <summary>
/// A hub connection directly over its WebSocket: what SignalR writes becomes one frame with no pipe and no thread in
/// between, and what it has not read stays in the socket.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext,
    IConnectionUserFeature, IConnectionHeartbeatFeature, IConnectionLifetimeFeature, IConnectionIdFeature, IConnectionItemsFeature
{
    private readonly WebSocketLink _link;
    private readonly WebSocketWriter _output;
    private readonly WebSocketReader _input;
    // Not disposed of: whoever still holds the connection may abort it when it is closed already, and there is nothing to free.
    private readonly CancellationTokenSource _closed = new();
    private IDictionary<object, object?>? _items;
    private (Action<object> Act, object State)[] _heartbeats = [];

    public WebSocketConnection(string id, WebSocketLink link, IncomingPace? pace)
    {
        _link = link;
        ConnectionId = id;
        User = link.User;
        ConnectionClosed = _closed.Token;
        _output = new WebSocketWriter(link.Frames);
        _input = new WebSocketReader(link.Socket, pace, Abort);
        Transport = new Duplex(_input, _output);
        Features = new FeatureCollection(8);
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionIdFeature>(this);
        Features.Set<IConnectionItemsFeature>(this);
        if (link.Frames is ISharedFrames shared)
        {
            Features.Set(shared);
        }
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override EndPoint? LocalEndPoint
    {
        get => _link.LocalEndPoint;
        set => throw new NotSupportedException();
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _link.RemoteEndPoint;
        set => throw new NotSupportedException();
    }

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public ClaimsPrincipal? User { get; set; }

    public void OnHeartbeat(Action<object> action, object state) => _heartbeats = [.. _heartbeats, (action, state)];

    /// <summary>Lets SignalR send its pings and notice a silent client.</summary>
    public void Beat()
    {
        foreach (var (act, state) in _heartbeats)
        {
            act(state);
        }
    }

    /// <summary>
    /// Ends the hub's reading as if the client had left; SignalR then sends the close message that lets a client
    /// reconnect, and the connection closes.
    /// </summary>
    public void AskToReconnect()
    {
        if (_input.HasReceived)
        {
            _input.CancelPendingRead();
        }
        else
        {
            // It has not even shaken hands: there is nobody to say it to in the hub's words yet.
            Abort();
        }
    }

    /// <summary>
    /// Whether the client has sent nothing for longer than <paramref name="limit"/>, not even a ping. SignalR's own limit
    /// begins with a client's first ping, so that one which never pings would stay, and count, for ever.
    /// </summary>
    public bool IsSilent(TimeSpan limit) => _input.IsSilent(limit);

    /// <summary>Whether the client has not taken a frame for longer than <paramref name="limit"/>.</summary>
    public bool IsStalled(TimeSpan limit) => _link.Frames.IsStalled(limit);

    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    public override void Abort()
    {
        _link.Socket.Abort();
        _link.Abort();
        _closed.Cancel();
    }

    /// <summary>Says goodbye on the WebSocket where the client still listens, within <paramref name="patience"/>.</summary>
    public async Task CloseAsync(TimeSpan patience)
    {
        if (_link.Frames.IsWaiting || !await TryCloseAsync(patience))
        {
            Abort();
        }

        _input.Complete();
        _output.Complete();
        _link.Socket.Dispose();
    }

    private async Task<bool> TryCloseAsync(TimeSpan patience)
    {
        try
        {
            using var limit = new CancellationTokenSource(patience);
            if (_link.Socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await _link.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, limit.Token);
                if (!await _input.TryDrainAsync(limit.Token))
                {
                    return false;
                }
            }

            return _link.Socket.State == WebSocketState.Closed;
        }
        catch (Exception gone) when (gone is WebSocketException or System.Net.Sockets.SocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
