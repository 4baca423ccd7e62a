using System.Collections.Concurrent;
using System.Net;
using Clockit.Gateway.Api.Edge.Limits;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Http;
using Microsoft.AspNetCore.Connections;

namespace Clockit.Gateway.Api.Edge.Connections;

/// <summary>
/// Counts open connections, so that neither one address nor all together take more than the process can have open: past
/// that point nobody is answered any more. Whoever comes over a limit is told so and let go.
/// </summary>
internal sealed class ConnectionGate(LimitOptions limits, EdgeOptions edge)
{
    /// <summary>So many are told at the same time; beyond that there is no time for manners.</summary>
    private const int MostToldAtOnce = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, int> _byAddress = new(StringComparer.Ordinal);
    private int _open;
    private int _told;

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        var key = limits.Enabled && !edge.IsProxy(address) ? CallerAddress.NetworkOf(address) : null;
        try
        {
            if (Interlocked.Increment(ref _open) > limits.Connections)
            {
                await RefuseAsync(connection, StatusCodes.Status503ServiceUnavailable);
            }
            else if (key is not null && _byAddress.AddOrUpdate(key, 1, (_, count) => count + 1) > limits.AddressConnections)
            {
                await RefuseAsync(connection, StatusCodes.Status429TooManyRequests);
                Leave(key);
            }
            else
            {
                try
                {
                    await next(connection);
                }
                finally
                {
                    if (key is not null)
                    {
                        Leave(key);
                    }
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private void Leave(string key)
    {
        if (_byAddress.AddOrUpdate(key, 0, (_, count) => count - 1) <= 0)
        {
            _byAddress.TryRemove(new KeyValuePair<string, int>(key, 0));
        }
    }

    private async Task RefuseAsync(ConnectionContext connection, int status)
    {
        try
        {
            if (Interlocked.Increment(ref _told) > MostToldAtOnce)
            {
                connection.Abort();
                return;
            }

            // What is not read when a connection closes makes the other end forget what it was answered.
            using var patience = new CancellationTokenSource(Patience);
            var read = await connection.Transport.Input.ReadAsync(patience.Token);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            await connection.Transport.Output.WriteAsync(BareAnswer.Write(status, ProblemCodes.ForStatus(status), retryAfter: 5), patience.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            connection.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _told);
        }
    }
}
