using System.Buffers;
using System.Net.Sockets;
using Clockit.Realtime.Sending;

namespace Clockit.Realtime.Transport;

/// <summary>
/// Sends WebSocket frames straight to the connection's socket: one system call on the caller's thread, where the way
/// through the server costs two more copies and a change of threads. Whole frames only, one at a time, so that the
/// control frames of the WebSocket (<see cref="ControlFrameStream"/>) fit in between.
/// </summary>
internal sealed class SocketFrameSender : IFrameSender, ISharedFrames
{
    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private AsyncTurn _turn;
    private long _waitingSince;

    public SocketFrameSender(Socket socket, bool inflates, TimeProvider time)
    {
        (_socket, Inflates, _time) = (socket, inflates, time);
        // Only for sends that are not asynchronous, which then take what the kernel has room for and return.
        socket.Blocking = false;
    }

    /// <summary>Whether the client takes compressed messages (<see cref="PerMessageDeflate"/>).</summary>
    public bool Inflates { get; }

    public bool IsWaiting => Volatile.Read(ref _waitingSince) != 0;

    public bool IsStalled(TimeSpan limit) =>
        Volatile.Read(ref _waitingSince) is var since && since != 0 && _time.GetElapsedTime(since) > limit;

    public ValueTask SendAsync(ReadOnlyMemory<byte> text)
    {
        var header = FrameHeader.LengthFor(text.Length);
        var frame = ArrayPool<byte>.Shared.Rent(header + text.Length);
        FrameHeader.Write(frame, text.Length);
        text.CopyTo(frame.AsMemory(header));
        return SendAsync(frame.AsMemory(0, header + text.Length), frame);
    }

    /// <summary>Sends a frame that is one already and belongs to the caller.</summary>
    public ValueTask SendFrameAsync(ReadOnlyMemory<byte> frame)
    {
        var copy = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(copy);
        return SendAsync(copy.AsMemory(0, frame.Length), copy);
    }

    public ValueTask SendSharedAsync(Frame frame) => SendAsync(WebSocketFrame.Of(frame).BytesFor(Inflates), pooled: null);

    private ValueTask SendAsync(ReadOnlyMemory<byte> frame, byte[]? pooled)
    {
        if (!_turn.TryTake())
        {
            return WaitAndSendAsync(frame, pooled);
        }

        // Almost always the kernel takes all of it at once, and an asynchronous send would only cost more.
        int sent;
        try
        {
            sent = _socket.Send(frame.Span, SocketFlags.None, out var error);
            if (error is not SocketError.Success and not SocketError.WouldBlock)
            {
                throw new SocketException((int)error);
            }
        }
        catch
        {
            Release(pooled);
            throw;
        }

        if (sent < frame.Length)
        {
            return FinishAsync(frame[sent..], pooled);
        }

        Release(pooled);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAndSendAsync(ReadOnlyMemory<byte> frame, byte[]? pooled)
    {
        await _turn.TakeAsync(this);
        await FinishAsync(frame, pooled);
    }

    private async ValueTask FinishAsync(ReadOnlyMemory<byte> rest, byte[]? pooled)
    {
        Volatile.Write(ref _waitingSince, _time.GetTimestamp());
        try
        {
            // All of it: a stream's socket returns no sooner.
            await _socket.SendAsync(rest, SocketFlags.None);
        }
        finally
        {
            Volatile.Write(ref _waitingSince, 0);
            Release(pooled);
        }
    }

    private void Release(byte[]? pooled)
    {
        if (pooled is not null)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }

        _turn.Pass(this);
    }
}
