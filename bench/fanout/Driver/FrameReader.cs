namespace Clockit.Bench.Fanout;

/// <summary>
/// As <see cref="Reader"/>, for connections that are sent compressed messages: the marks of a message that a room's readers
/// all get are looked for once.
/// </summary>
internal sealed class FrameReader
{
    private readonly FrameParser _frames;
    private readonly MessageAction _take;
    private long _now;

    public FrameReader(FrameParser frames, MarksMemo marks, Results results)
    {
        _frames = frames;
        _take = (message, isDeflated) =>
        {
            foreach (var due in marks.Of(message, isDeflated))
            {
                results.Delivered(due, _now);
            }
        };
    }

    public void Take(ReadOnlySpan<byte> bytes)
    {
        _now = Marks.Now();
        _frames.Take(bytes, _take);
    }
}

/// <summary>The marks in messages, and those of the last few so that no other reader's copy need be inflated.</summary>
internal sealed class MarksMemo
{
    private const int Size = 64;

    private readonly (byte[] Message, bool IsDeflated, long[] Marks)[] _known = new (byte[], bool, long[])[Size];
    private readonly MessageInflater _inflater = new();
    private int _last;

    public long[] Of(ReadOnlySpan<byte> message, bool isDeflated)
    {
        // The newest first: it is what the next reader gets too.
        for (var back = 0; back < Size; back++)
        {
            var (known, isKnownDeflated, marks) = _known[(_last - back + Size) % Size];
            if (known is not null && isKnownDeflated == isDeflated && message.SequenceEqual(known))
            {
                return marks;
            }
        }

        var found = Find(isDeflated ? _inflater.Inflate(message) : message);
        _last = (_last + 1) % Size;
        _known[_last] = (message.ToArray(), isDeflated, found);
        return found;
    }

    private static long[] Find(ReadOnlySpan<byte> text)
    {
        var found = new List<long>();
        for (var at = text.IndexOf(Marks.Sign); at >= 0 && text.Length - at >= Marks.Length; at = text.IndexOf(Marks.Sign))
        {
            found.Add(Marks.Read(text[at..]));
            text = text[(at + Marks.Length)..];
        }

        return [.. found];
    }
}
