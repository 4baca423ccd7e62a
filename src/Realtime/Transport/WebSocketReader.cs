using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Clockit.Realtime.Transport;

/// <summary>
/// A WebSocket's incoming bytes, which end when the client closes or is gone. An idle connection holds no buffer.
/// </summary>
/// <remarks>
/// Not a reader over a stream, because canceling one cancels the receive, and a canceled receive aborts the WebSocket:
/// no close message could follow. Here a canceled read leaves its receive under way for the next read.
/// </remarks>
internal sealed class WebSocketReader : PipeReader, IValueTaskSource<ReadResult>
{
    private const int BufferSize = 4096;

    /// <summary>Bytes that a well-behaved client may have under way when it is told that the connection closes.</summary>
    private const int MostDrained = 128 * 1024;

    /// <summary>
    /// How many frames, or pieces of a compressed one, may hold nothing one after another. No SignalR client sends any, and
    /// neither the hub nor its pace sees them.
    /// </summary>
    private const int MostEmpty = 100;

    private readonly WebSocket _socket;
    private readonly IncomingPace? _pace;
    private readonly Action _flooded;
    private readonly Action _received;
    private readonly Lock _gate = new();
    private ManualResetValueTaskSourceCore<ReadResult> _read = new() { RunContinuationsAsynchronously = true };
    private ValueTaskAwaiter<ValueWebSocketReceiveResult> _receive;
    private ReadOnlySequence<byte> _handedOut;
    private byte[]? _buffer;
    private int _start;
    private int _examined;
    private int _end;
    private int _empty;
    private bool _receiving;
    private long _receivingSince;
    private bool _waiting;
    private bool _canceled;
    private bool _ended;

    /// <param name="socket">Read by nobody else.</param>
    /// <param name="pace">What the client may send; null for anything.</param>
    /// <param name="flooded">Called when it has sent more, or nothing too often.</param>
    public WebSocketReader(WebSocket socket, IncomingPace? pace, Action flooded)
    {
        (_socket, _pace, _flooded) = (socket, pace, flooded);
        _received = () =>
        {
            if (Take(_receive))
            {
                Receive();
            }
        };
    }

    /// <summary>Whether the client has sent anything yet.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>
    /// Whether the client has sent nothing for longer than <paramref name="limit"/>. What it sent and the hub has not read
    /// yet is no silence.
    /// </summary>
    public bool IsSilent(TimeSpan limit)
    {
        lock (_gate)
        {
            return _receiving && Environment.TickCount64 - _receivingSince > limit.TotalMilliseconds;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (TryTake(out var result))
            {
                return new ValueTask<ReadResult>(result);
            }

            _read.Reset();
            _waiting = true;
            if (_receiving)
            {
                return new ValueTask<ReadResult>(this, _read.Version);
            }

            _receiving = true;
            _receivingSince = Environment.TickCount64;
        }

        var version = _read.Version;
        Receive();
        return new ValueTask<ReadResult>(this, version);
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            return TryTake(out result);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        lock (_gate)
        {
            var taken = (int)_handedOut.Slice(_handedOut.Start, consumed).Length;
            _examined = Math.Max(_start + (int)_handedOut.Slice(_handedOut.Start, examined).Length, _start + taken);
            _start += taken;
            _handedOut = default;
            if (_start == _end && !_receiving && _buffer is { } empty)
            {
                ArrayPool<byte>.Shared.Return(empty);
                _buffer = null;
                _start = _examined = _end = 0;
            }
        }
    }

    /// <summary>Ends the read that waits, or else the next one, without ending the connection.</summary>
    public override void CancelPendingRead()
    {
        lock (_gate)
        {
            if (_waiting)
            {
                _waiting = false;
                _read.SetResult(Result(canceled: true));
            }
            else
            {
                _canceled = true;
            }
        }
    }

    public override void Complete(Exception? exception = null)
    {
        lock (_gate)
        {
            // A buffer that a receive still writes to is left to the garbage collector.
            if (!_receiving && _buffer is { } buffer)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            _buffer = null;
            _ended = true;
        }
    }

    /// <summary>Reads and forgets until the client has closed; false when it goes on sending instead.</summary>
    public async Task<bool> TryDrainAsync(CancellationToken cancellationToken)
    {
        ReadResult result;
        long drained = 0;
        do
        {
            result = await ReadAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
            drained += result.Buffer.Length;
            AdvanceTo(result.Buffer.End);
        }
        while (!result.IsCompleted && drained <= MostDrained);
        return result.IsCompleted;
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private bool TryTake(out ReadResult result)
    {
        if (_canceled)
        {
            _canceled = false;
            result = Result(canceled: true);
            return true;
        }

        if (_end > _examined || _ended)
        {
            result = Result(canceled: false);
            return true;
        }

        result = default;
        return false;
    }

    private ReadResult Result(bool canceled)
    {
        _handedOut = _buffer is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        return new ReadResult(_handedOut, canceled, _ended);
    }

    private void Receive()
    {
        while (true)
        {
            // Without a buffer this waits for the first byte only.
            var receive = _socket.ReceiveAsync(Room(), CancellationToken.None).GetAwaiter();
            if (!receive.IsCompleted)
            {
                _receive = receive;
                receive.UnsafeOnCompleted(_received);
                return;
            }

            if (!Take(receive))
            {
                return;
            }
        }
    }

    private Memory<byte> Room()
    {
        lock (_gate)
        {
            if (_buffer is null)
            {
                return Memory<byte>.Empty;
            }

            if (_end == _buffer.Length)
            {
                // What does not fit the hub's limit for one message ends the connection, which bounds this.
                var larger = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                Buffer.BlockCopy(_buffer, _start, larger, 0, _end - _start);
                if (larger != _buffer)
                {
                    ArrayPool<byte>.Shared.Return(_buffer);
                    _buffer = larger;
                }

                (_start, _examined, _end) = (0, _examined - _start, _end - _start);
            }

            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>Takes what a receive brought; true when another one must follow before there is something to read.</summary>
    private bool Take(ValueTaskAwaiter<ValueWebSocketReceiveResult> receive)
    {
        var isFlooded = false;
        lock (_gate)
        {
            try
            {
                var result = receive.GetResult();
                _ended |= result.MessageType == WebSocketMessageType.Close;
                _empty = result.Count > 0 ? 0 : _empty + 1;
                isFlooded = _empty > MostEmpty || (_buffer is not null && _pace?.Admits(_buffer.AsSpan(_end, result.Count)) is false);
                _ended |= isFlooded;
                _end += isFlooded ? 0 : result.Count;
                HasReceived |= result.Count > 0;
                _receivingSince = Environment.TickCount64;
                if (!_ended && result.Count == 0)
                {
                    _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
                    return true;
                }
            }
            catch (Exception gone) when (gone is WebSocketException or System.Net.Sockets.SocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The client vanished without a goodbye, which for a hub is the same as leaving.
                _ended = true;
            }

            _receiving = false;
            if (_waiting)
            {
                _waiting = false;
                _read.SetResult(Result(canceled: false));
            }
        }

        if (isFlooded)
        {
            _flooded();
        }

        return false;
    }
}
