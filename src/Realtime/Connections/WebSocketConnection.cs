using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Clockit.Realtime.Connections;

/// <summary>
/// A hub connection directly over its WebSocket: what SignalR writes becomes one frame with no pipe and no thread in
/// between, and what it has not read stays in the socket.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext,
    IConnectionUserFeature, IHttpContextFeature, IConnectionHeartbeatFeature, IConnectionLifetimeFeature, IConnectionIdFeature, IConnectionItemsFeature
{
    private readonly WebSocket _socket;
    private readonly WebSocketWriter _output;
    private readonly PipeReader _input;
    private readonly CancellationTokenSource _closed = new();
    private (Action<object> Act, object State)[] _heartbeats = [];

    public WebSocketConnection(string id, WebSocket socket, HttpContext http)
    {
        _socket = socket;
        ConnectionId = id;
        HttpContext = http;
        User = http.User;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = EndPoint(http.Connection.LocalIpAddress, http.Connection.LocalPort);
        RemoteEndPoint = EndPoint(http.Connection.RemoteIpAddress, http.Connection.RemotePort);
        _output = new WebSocketWriter(socket);
        // The read of zero bytes waits without a buffer, so that an idle connection holds none.
        _input = PipeReader.Create(new WebSocketReadStream(socket), new StreamPipeReaderOptions(bufferSize: 4096, useZeroByteReads: true));
        Transport = new Duplex(_input, _output);
        Features = new FeatureCollection(8);
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IHttpContextFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionIdFeature>(this);
        Features.Set<IConnectionItemsFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public HttpContext? HttpContext { get; set; }

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
    /// Asks the client to reconnect, then ends the connection as if the client had left. Does not wait for a reader that
    /// does not read.
    /// </summary>
    public void AskToReconnect()
    {
        _output.Goodbye();
        _input.CancelPendingRead();
    }

    public override void Abort(ConnectionAbortedException abortReason) => Abort();

    public override void Abort()
    {
        _socket.Abort();
        if (!_closed.IsCancellationRequested)
        {
            _closed.Cancel();
        }
    }

    /// <summary>Says goodbye on the WebSocket where the client still listens, within <paramref name="patience"/>.</summary>
    public async Task CloseAsync(TimeSpan patience)
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived && !_output.IsBusy)
            {
                using var limit = new CancellationTokenSource(patience);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, limit.Token);
                await WebSocketReadStream.DrainAsync(_socket, limit.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone or does not answer; either way the connection ends here.
        }

        Abort();
        await _input.CompleteAsync();
        _output.Complete();
        _closed.Dispose();
        _socket.Dispose();
    }

    private static System.Net.IPEndPoint? EndPoint(System.Net.IPAddress? address, int port) =>
        address is null ? null : new System.Net.IPEndPoint(address, port);

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
