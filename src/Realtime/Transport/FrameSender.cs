using System.Net.WebSockets;

namespace Clockit.Realtime.Transport;

/// <summary>Sends whole messages to one client, in the order of the calls.</summary>
internal interface IFrameSender
{
    /// <summary>Whether a frame waits for the reader to make room.</summary>
    bool IsWaiting { get; }

    /// <summary>Whether a frame has been waiting for longer than <paramref name="limit"/>.</summary>
    bool IsStalled(TimeSpan limit);

    /// <summary>
    /// Completes when the transport took the message, which for a slow reader may be never. Fails when the connection
    /// is gone.
    /// </summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> text);
}

/// <summary>Sends through the WebSocket, whatever it runs over.</summary>
internal sealed class WebSocketFrameSender(WebSocket socket, TimeProvider time) : IFrameSender
{
    private long _waitingSince;

    public bool IsWaiting => Volatile.Read(ref _waitingSince) != 0;

    public bool IsStalled(TimeSpan limit) =>
        Volatile.Read(ref _waitingSince) is var since && since != 0 && time.GetElapsedTime(since) > limit;

    public ValueTask SendAsync(ReadOnlyMemory<byte> text)
    {
        var send = socket.SendAsync(text, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        return send.IsCompletedSuccessfully ? send : FinishAsync(send);
    }

    private async ValueTask FinishAsync(ValueTask send)
    {
        Volatile.Write(ref _waitingSince, time.GetTimestamp());
        try
        {
            await send;
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
        }
    }
}
