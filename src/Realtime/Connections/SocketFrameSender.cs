using System.Buffers;
using System.Net.Sockets;

namespace Clockit.Realtime.Connections;

/// <summary>
/// Sends WebSocket frames straight to the connection's socket: one system call on the caller's thread, where the way
/// through the server costs two more copies and a change of threads. Whole frames only, one at a time, so that the
/// control frames of the WebSocket (<see cref="ControlFrameStream"/>) fit in between.
/// </summary>
internal sealed class SocketFrameSender(Socket socket, bool inflates, TimeProvider time) : IFrameSender, ISharedFrames
{
    private readonly SemaphoreSlim _one = new(1);
    private long _waitingSince;

    public bool Inflates => inflates;

    public bool IsWaiting => Volatile.Read(ref _waitingSince) != 0;

    public bool IsStalled(TimeSpan limit) =>
        Volatile.Read(ref _waitingSince) is var since && since != 0 && time.GetElapsedTime(since) > limit;

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

    public ValueTask SendSharedAsync(ReadOnlyMemory<byte> frame) => SendAsync(frame, pooled: null);

    private ValueTask SendAsync(ReadOnlyMemory<byte> frame, byte[]? pooled)
    {
        if (!_one.Wait(0))
        {
            return WaitAndSendAsync(frame, pooled);
        }

        var send = Begin(frame, pooled);
        if (!send.IsCompletedSuccessfully)
        {
            return FinishAsync(send, pooled);
        }

        send.GetAwaiter().GetResult();
        Release(pooled);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAndSendAsync(ReadOnlyMemory<byte> frame, byte[]? pooled)
    {
        await _one.WaitAsync();
        await FinishAsync(Begin(frame, pooled), pooled);
    }

    private ValueTask<int> Begin(ReadOnlyMemory<byte> frame, byte[]? pooled)
    {
        try
        {
            return socket.SendAsync(frame, SocketFlags.None);
        }
        catch
        {
            Release(pooled);
            throw;
        }
    }

    private async ValueTask FinishAsync(ValueTask<int> send, byte[]? pooled)
    {
        Volatile.Write(ref _waitingSince, time.GetTimestamp());
        try
        {
            await send;
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

        _one.Release();
    }
}
