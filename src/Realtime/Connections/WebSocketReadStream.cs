using System.Net.WebSockets;

namespace Clockit.Realtime.Connections;

/// <summary>A WebSocket's incoming bytes as a stream that ends when the client closes or is gone.</summary>
internal sealed class WebSocketReadStream(WebSocket socket) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads until the client answered the close.</summary>
    public static async Task DrainAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var rest = new byte[512];
        while (socket.State is WebSocketState.CloseSent or WebSocketState.Open)
        {
            await socket.ReceiveAsync(rest.AsMemory(), cancellationToken);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer, cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close || received.Count > 0 || buffer.Length == 0)
                {
                    return received.MessageType == WebSocketMessageType.Close ? 0 : received.Count;
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The client vanished without a goodbye, which for a hub is the same as leaving.
            return 0;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
