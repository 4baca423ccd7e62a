namespace Clockit.Realtime.Transport;

/// <summary>
/// The stream that a WebSocket reads from the server and writes its pongs and its close to: these go through the
/// connection's <see cref="SocketFrameSender"/>, between the frames that are sent there directly. Whoever sends more
/// control frames than <paramref name="pace"/> admits is read no further.
/// </summary>
internal sealed class ControlFrameStream(Stream incoming, SocketFrameSender frames, IncomingPace pace) : Stream
{
    private readonly ControlFrameCount _control = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = incoming.ReadAsync(buffer, cancellationToken);
        return read.IsCompletedSuccessfully ? new ValueTask<int>(Admit(buffer, read.Result)) : AdmitAsync(buffer, read);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        frames.SendFrameAsync(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        frames.SendFrameAsync(buffer.AsMemory(offset, count)).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async ValueTask<int> AdmitAsync(Memory<byte> buffer, ValueTask<int> read) => Admit(buffer, await read);

    private int Admit(Memory<byte> buffer, int read)
    {
        var control = _control.Add(buffer.Span[..read]);
        return control == 0 || pace.Admits(control) ? read : throw new IOException("The client sends too many control frames.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            incoming.Dispose();
        }

        base.Dispose(disposing);
    }
}
