using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace Clockit.Realtime.Transport;

/// <summary>
/// What SignalR writes, as WebSocket frames. An encoded message is sent from the buffer that all its readers share;
/// anything else is put together in a pooled buffer that is given back once it is sent. SignalR never writes
/// twice at the same time.
/// </summary>
internal sealed class WebSocketWriter(IFrameSender frames) : PipeWriter
{
    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private byte[]? _buffer;
    private int _written;
    private volatile bool _sending;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _written + Math.Max(sizeHint, 256);
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(needed);
        }
        else if (_buffer.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
            _buffer.AsSpan(0, _written).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _written += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _written == 0 ? new ValueTask<FlushResult>(Sent) : SendAsync(_buffer.AsMemory(0, _written), isPooled: true);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_written == 0)
        {
            return SendAsync(source, isPooled: false);
        }

        source.CopyTo(GetMemory(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
        if (_buffer is { } buffer && !_sending)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> bytes, bool isPooled)
    {
        ValueTask send;
        try
        {
            send = frames.SendAsync(bytes);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return new ValueTask<FlushResult>(Finish(isPooled, Gone));
        }

        if (!send.IsCompletedSuccessfully)
        {
            return AwaitAsync(send, isPooled);
        }

        send.GetAwaiter().GetResult();
        return new ValueTask<FlushResult>(Finish(isPooled, Sent));
    }

    private async ValueTask<FlushResult> AwaitAsync(ValueTask send, bool isPooled)
    {
        _sending = true;
        try
        {
            await send;
            return Finish(isPooled, Sent);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return Finish(isPooled, Gone);
        }
    }

    private FlushResult Finish(bool isPooled, FlushResult result)
    {
        if (isPooled)
        {
            _written = 0;
            ArrayPool<byte>.Shared.Return(_buffer!);
            _buffer = null;
        }

        _sending = false;
        return result;
    }

    /// <summary>Whether a send failed because the connection is no more.</summary>
    private static bool IsGone(Exception exception) =>
        exception is WebSocketException or SocketException or ObjectDisposedException or IOException or OperationCanceledException or InvalidOperationException
            or Microsoft.AspNetCore.Connections.ConnectionAbortedException;
}
