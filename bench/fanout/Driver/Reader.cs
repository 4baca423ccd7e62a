using System.Net.Sockets;

namespace Clockit.Bench.Fanout;

/// <summary>
/// Counts the messages that one connection receives and how late each is against the time at which it was meant to be
/// sent, by looking for the marks in the raw bytes. No frames are parsed: the driver must cost less than any server.
/// </summary>
internal sealed class Reader(Socket socket, Results results)
{
    private const int BufferSize = 16 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private int _kept;

    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(_buffer.AsMemory(_kept), SocketFlags.None);
                if (read == 0)
                {
                    results.Lost();
                    return;
                }

                Scan(_buffer.AsSpan(0, _kept + read));
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            results.Lost();
        }
    }

    private void Scan(Span<byte> bytes)
    {
        var now = Marks.Now();
        while (true)
        {
            var at = bytes.IndexOf(Marks.Sign);
            if (at < 0)
            {
                // The sign itself may be split between two reads.
                Keep(bytes.Length > 0 && bytes[^1] == Marks.Sign[0] ? bytes[^1..] : default);
                return;
            }

            if (bytes.Length - at < Marks.Length)
            {
                Keep(bytes[at..]);
                return;
            }

            results.Delivered(Marks.Read(bytes[at..]), now);
            bytes = bytes[(at + Marks.Length)..];
        }
    }

    private void Keep(Span<byte> rest)
    {
        rest.CopyTo(_buffer);
        _kept = rest.Length;
    }
}
