using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Clockit.Testing;

/// <summary>SignalR's own .NET client over a plain WebSocket, to prove that stock clients understand our hubs.</summary>
public static class StockHubClient
{
    /// <param name="hub">The hub's http(s) address.</param>
    /// <param name="bearer">An access token for the <c>Authorization</c> header.</param>
    /// <param name="compress">Whether to offer permessage-deflate and to compress what is sent, as .NET offers it.</param>
    public static HubConnection Create(Uri hub, string? bearer = null, bool compress = false)
    {
        var target = new UriBuilder(hub) { Scheme = string.Equals(hub.Scheme, "https", StringComparison.Ordinal) ? "wss" : "ws" };
        var builder = new HubConnectionBuilder();
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(target.Uri));
        builder.Services.AddSingleton<IConnectionFactory>(new WebSocketConnectionFactory(bearer, compress));
        return builder.Build();
    }

    private sealed class WebSocketConnectionFactory(string? bearer, bool compress) : IConnectionFactory
    {
        public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            var socket = new ClientWebSocket();
            socket.Options.DangerousDeflateOptions = compress ? new WebSocketDeflateOptions() : null;
            if (bearer is not null)
            {
                socket.Options.SetRequestHeader("Authorization", "Bearer " + bearer);
            }

            await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken);
            return new Connection(socket);
        }
    }

    private sealed class Connection : ConnectionContext
    {
        private readonly ClientWebSocket _socket;
        private readonly Task _pumps;

        public Connection(ClientWebSocket socket)
        {
            _socket = socket;
            var (incoming, outgoing) = (new Pipe(), new Pipe());
            Transport = new Duplex(incoming.Reader, outgoing.Writer);
            _pumps = Task.WhenAll(ReceiveAsync(incoming.Writer), SendAsync(outgoing.Reader));
        }

        public override string ConnectionId { get; set; } = Guid.NewGuid().ToString();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

        public override IDuplexPipe Transport { get; set; }

        public override async ValueTask DisposeAsync()
        {
            await Transport.Output.CompleteAsync();
            _socket.Abort();
            await _pumps;
            _socket.Dispose();
        }

        private async Task ReceiveAsync(PipeWriter writer)
        {
            try
            {
                while (true)
                {
                    var received = await _socket.ReceiveAsync(writer.GetMemory(4096), CancellationToken.None);
                    if (received.MessageType == WebSocketMessageType.Close)
                    {
                        break;
                    }

                    writer.Advance(received.Count);
                    await writer.FlushAsync();
                }
            }
            catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
            {
                // Ends the pipe like a close.
            }

            await writer.CompleteAsync();
        }

        private async Task SendAsync(PipeReader reader)
        {
            while (true)
            {
                var result = await reader.ReadAsync();
                try
                {
                    if (!result.Buffer.IsEmpty && _socket.State == WebSocketState.Open)
                    {
                        await _socket.SendAsync(result.Buffer.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                    }
                }
                catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
                {
                    // What is still to be said while the connection is being disposed of reaches nobody.
                }

                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }

        private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
    }
}
