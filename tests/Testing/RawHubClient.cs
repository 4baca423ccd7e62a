using System.Net.WebSockets;
using System.Text;

namespace Clockit.Testing;

/// <summary>A connection to the hub that sends any bytes, as fast as they go, and reads only when it is told to.</summary>
public sealed class RawHubClient : IDisposable
{
    private const string Separator = "\u001e";
    private readonly ClientWebSocket _socket = new();

    private RawHubClient()
    {
    }

    /// <summary>Connects and shakes hands.</summary>
    public static async Task<RawHubClient> ConnectAsync(Uri hub, string? bearer = null)
    {
        var client = new RawHubClient();
        if (bearer is not null)
        {
            client._socket.Options.SetRequestHeader("Authorization", $"Bearer {bearer}");
        }

        await client._socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, CancellationToken.None);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        var answer = await client.ReadAsync();
        return answer is ["{}"] ? client : throw new HubInvocationException(string.Concat(answer));
    }

    public Task SendAsync(string record) => SendAsync(Encoding.UTF8.GetBytes(record + Separator), WebSocketMessageType.Text);

    /// <summary>Sends a frame of these bytes.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> frame, WebSocketMessageType type, bool endOfMessage = true) =>
        _socket.SendAsync(frame, type, endOfMessage, CancellationToken.None).AsTask();

    /// <summary>Sends the same record again and again; false when the server has ended the connection meanwhile.</summary>
    public async Task<bool> FloodAsync(string record, int times)
    {
        // Many in a frame, as an attacker does.
        var frame = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(record + Separator, 10)));
        try
        {
            for (var i = 0; i < times / 10; i++)
            {
                await SendAsync(frame, WebSocketMessageType.Text);
            }

            return true;
        }
        catch (Exception cut) when (cut is WebSocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The records of the next frame.</summary>
    public async Task<string[]> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var result = await _socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(HubClient.DefaultTimeout);
        return Encoding.UTF8.GetString(buffer, 0, result.Count).Split(Separator, StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Every record until the server has ended the connection.</summary>
    public async Task<IReadOnlyList<string>> ReadToEndAsync(TimeSpan patience)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        using var limit = new CancellationTokenSource(patience);
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveAsync(buffer, limit.Token);
                if (result.MessageType is WebSocketMessageType.Close)
                {
                    break;
                }

                text.Append(Encoding.UTF8.GetString(buffer, 0, result.Count));
            }
        }
        catch (WebSocketException)
        {
            // Ended without a goodbye.
        }

        return text.ToString().Split(Separator, StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose() => _socket.Dispose();
}
