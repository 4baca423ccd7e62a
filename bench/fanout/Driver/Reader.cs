namespace Clockit.Bench.Fanout;

/// <summary>
/// Counts the messages that one connection receives and how late each is against the time at which it was meant to be
/// sent, by looking for the marks in the raw bytes. No frames are parsed: the driver must cost less than any server.
/// </summary>
internal sealed class Reader(Results results)
{
    private readonly byte[] _kept = new byte[Marks.Length];
    private int _keptLength;

    /// <summary>How many bytes to leave free before what is read.</summary>
    public const int Room = Marks.Length;

    /// <summary>Takes what was read into <paramref name="buffer"/> from <see cref="Room"/> on.</summary>
    public void Take(Span<byte> buffer, int read)
    {
        var bytes = buffer.Slice(Room - _keptLength, _keptLength + read);
        _kept.AsSpan(0, _keptLength).CopyTo(bytes);
        _keptLength = 0;
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
        rest.CopyTo(_kept);
        _keptLength = rest.Length;
    }
}
