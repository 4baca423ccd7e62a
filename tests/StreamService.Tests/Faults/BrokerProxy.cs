using System.Net;
using System.Net.Sockets;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>
/// Stands between a node and the broker and can hold either direction, so that what was sent has not arrived: a publish
/// before the broker has it, a confirm or an acknowledgement on its way.
/// </summary>
internal sealed class BrokerProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _brokerPort;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _toBroker = Opened();
    private volatile TaskCompletionSource _toNode = Opened();

    public BrokerProxy(string messaging)
    {
        var broker = new Uri(messaging);
        _brokerPort = broker.Port;
        _listener.Start();
        Address = new UriBuilder(broker) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri.AbsoluteUri;
        _accepting = AcceptAsync();
    }

    /// <summary>The broker's address through this proxy.</summary>
    public string Address { get; }

    /// <summary>What the node sends from now on waits.</summary>
    public void HoldWhatTheNodeSends() => _toBroker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the broker sends from now on waits.</summary>
    public void HoldWhatTheBrokerSends() => _toNode = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything through again, what waited first.</summary>
    public void Release()
    {
        _toBroker.TrySetResult();
        _toNode.TrySetResult();
    }

    /// <summary>Loses what waits, as a network does, and is open for new connections.</summary>
    public void Drop()
    {
        _toBroker.TrySetCanceled();
        _toNode.TrySetCanceled();
        (_toBroker, _toNode) = (Opened(), Opened());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Release();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource();
        gate.SetResult();
        return gate;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task CarryAsync(TcpClient node)
    {
        using var broker = new TcpClient { NoDelay = true };
        using (node)
        {
            try
            {
                node.NoDelay = true;
                await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stopping.Token);
                // When one side is gone, the other one has to learn of it.
                await Task.WhenAny(
                    CopyAsync(node.GetStream(), broker.GetStream(), () => _toBroker),
                    CopyAsync(broker.GetStream(), node.GetStream(), () => _toNode));
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
            {
                // The broker is down, or the test is over.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<TaskCompletionSource> gate)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await from.ReadAsync(buffer, _stopping.Token)) > 0)
            {
                await gate().Task.WaitAsync(_stopping.Token);
                await to.WriteAsync(buffer.AsMemory(0, read), _stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side went away.
        }
    }
}
