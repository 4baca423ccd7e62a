using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Clockit.Realtime.Transport;

/// <summary>
/// A connection that its server can be made to let go of. A WebSocket that stays inside its request keeps all that
/// served the request: headers, authentication, every middleware that waits for it; more than the WebSocket itself needs.
/// </summary>
internal interface IDetachableConnection
{
    /// <summary>
    /// Has <paramref name="next"/> run on the connection once the server is done with the request under way, which must
    /// be an upgraded one and has to return now. The connection ends when it completes.
    /// </summary>
    void Detach(Func<ConnectionContext, Task> next);
}

/// <summary>What a server sees of a connection: the connection itself, until it disposes of one that is detached.</summary>
internal sealed partial class DetachableConnection : ConnectionContext, IDetachableConnection, IThreadPoolWorkItem
{
    private readonly ConnectionContext _connection;
    private readonly ILogger _logger;
    private Func<ConnectionContext, Task>? _next;

    public DetachableConnection(ConnectionContext connection, ILogger logger)
    {
        (_connection, _logger) = (connection, logger);
        Transport = connection.Transport;
        // What the server adds is its own and goes with it.
        Features = new FeatureCollection(connection.Features);
        Features.Set<IDetachableConnection>(this);
    }

    public override string ConnectionId
    {
        get => _connection.ConnectionId;
        set => _connection.ConnectionId = value;
    }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _connection.Items;
        set => _connection.Items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public override EndPoint? LocalEndPoint
    {
        get => _connection.LocalEndPoint;
        set => _connection.LocalEndPoint = value;
    }

    public override EndPoint? RemoteEndPoint
    {
        get => _connection.RemoteEndPoint;
        set => _connection.RemoteEndPoint = value;
    }

    public override CancellationToken ConnectionClosed
    {
        get => _connection.ConnectionClosed;
        set => _connection.ConnectionClosed = value;
    }

    public void Detach(Func<ConnectionContext, Task> next) => _next = next;

    public override void Abort(ConnectionAbortedException abortReason) => _connection.Abort(abortReason);

    public override ValueTask DisposeAsync()
    {
        if (_next is null)
        {
            return _connection.DisposeAsync();
        }

        // Without the context of the request that began it: its trace is over, its scopes are gone.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return ValueTask.CompletedTask;
    }

    public void Execute() => _ = RunAsync(_connection, _next!, _logger);

    private static async Task RunAsync(ConnectionContext connection, Func<ConnectionContext, Task> next, ILogger logger)
    {
        try
        {
            await next(connection);
        }
        catch (Exception exception)
        {
            LogFailed(logger, connection.ConnectionId, exception);
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    [LoggerMessage(EventId = 2111, Level = LogLevel.Error, Message = "Connection {ConnectionId} failed after its upgrade.")]
    private static partial void LogFailed(ILogger logger, string connectionId, Exception exception);
}
