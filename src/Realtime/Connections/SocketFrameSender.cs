using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Clockit.Realtime.Connections;

/// <summary>
/// Sends WebSocket frames (RFC 6455, section 5.2) straight to the connection's socket: one system call on the caller's
/// thread, where the way through the server costs two more copies and a change of threads. Whole frames only, one at a
/// time, so that the control frames of the WebSocket (<see cref="ControlFrameStream"/>) fit in between.
/// </summary>
internal sealed class SocketFrameSender(Socket socket) : IFrameSender
{
    private const byte FinalText = 0x81;
    private const int MaxHeaderLength = 10;

    private readonly SemaphoreSlim _one = new(1);

    public ValueTask SendAsync(ReadOnlyMemory<byte> text)
    {
        var frame = ArrayPool<byte>.Shared.Rent(MaxHeaderLength + text.Length);
        var header = WriteHeader(frame, text.Length);
        text.CopyTo(frame.AsMemory(header));
        return SendAsync(frame, header + text.Length);
    }

    /// <summary>Sends a frame that is one already.</summary>
    public ValueTask SendFrameAsync(ReadOnlyMemory<byte> frame)
    {
        var copy = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(copy);
        return SendAsync(copy, frame.Length);
    }

    private static int WriteHeader(Span<byte> frame, int length)
    {
        frame[0] = FinalText;
        switch (length)
        {
            case < 126:
                frame[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                frame[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
                return 4;
            default:
                frame[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)length);
                return MaxHeaderLength;
        }
    }

    private ValueTask SendAsync(byte[] pooled, int length)
    {
        if (!_one.Wait(0))
        {
            return WaitAndSendAsync(pooled, length);
        }

        ValueTask<int> send;
        try
        {
            send = socket.SendAsync(pooled.AsMemory(0, length), SocketFlags.None);
        }
        catch
        {
            Release(pooled);
            throw;
        }

        if (!send.IsCompletedSuccessfully)
        {
            return FinishAsync(send, pooled);
        }

        send.GetAwaiter().GetResult();
        Release(pooled);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAndSendAsync(byte[] pooled, int length)
    {
        await _one.WaitAsync();
        try
        {
            await socket.SendAsync(pooled.AsMemory(0, length), SocketFlags.None);
        }
        finally
        {
            Release(pooled);
        }
    }

    private async ValueTask FinishAsync(ValueTask<int> send, byte[] pooled)
    {
        try
        {
            await send;
        }
        finally
        {
            Release(pooled);
        }
    }

    private void Release(byte[] pooled)
    {
        ArrayPool<byte>.Shared.Return(pooled);
        _one.Release();
    }
}
