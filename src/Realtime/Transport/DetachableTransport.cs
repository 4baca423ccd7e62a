using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clockit.Realtime.Transport;

/// <summary>
/// Kestrel's sockets, whose connections can outlive the HTTP that began on them: see <see cref="IDetachableConnection"/>.
/// </summary>
internal sealed class DetachableTransport(IOptions<SocketTransportOptions> options, ILoggerFactory logging)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, logging);
    private readonly ILogger<DetachableTransport> _logger = logging.CreateLogger<DetachableTransport>();

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), _logger);

    private sealed class Listener(IConnectionListener sockets, ILogger logger) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await sockets.AcceptAsync(cancellationToken) is { } connection ? new DetachableConnection(connection, logger) : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
