using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Clockit.Bench.Fanout;

/// <summary>A mark in a message's text: <c>@@</c> and the microsecond at which it was meant to be sent, in 15 digits.</summary>
internal static class Marks
{
    public const int Length = 2 + Digits;
    private const int Digits = 15;
    private const int TextLength = 100;

    // Common words, so that a text compresses about as well as what people write.
    private static readonly string[] Words =
        """
        the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or an
        will my one all would there their what so up out if about who get which go me when make can like time no just him
        know take people into year your good some could them see other than then now look only come its over think also back
        after use two how our work first well way even new want because any these give day most us great game play music song
        stream live chat hello today tonight really never always camera light sound nice love watch video friend thanks please
        wait again here where why maybe sure right left big small long short old young happy sad funny cool hot cold fast slow
        red blue green black white morning night week month home school city world water food house door street car train
        phone book story question answer problem idea number part place point hand eye head face life heart money win lose
        score team level build break start stop open close follow share join leave best better
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static ReadOnlySpan<byte> Sign => "@@"u8;

    /// <summary>Microseconds of the machine's monotonic clock.</summary>
    public static long Now() => (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>A text of 100 characters: the mark, then words that follow from the message's number.</summary>
    public static string Text(long microseconds, long number)
    {
        var text = new StringBuilder("@@", TextLength + 16).Append(microseconds.ToString("D15", CultureInfo.InvariantCulture));
        var state = (ulong)number;
        while (text.Length < TextLength)
        {
            text.Append(' ').Append(Words[Next(ref state) % (ulong)Words.Length]);
        }

        // No blank at the end, which a server might cut off.
        text.Length = TextLength;
        return text.ToString().TrimEnd().PadRight(TextLength, '.');
    }

    public static long Read(ReadOnlySpan<byte> mark)
    {
        long value = 0;
        foreach (var digit in mark.Slice(2, Digits))
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }

    // SplitMix64: the same words in every run.
    private static ulong Next(ref ulong state)
    {
        var mixed = state += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
}
