using System.Diagnostics;
using System.Globalization;

namespace Clockit.Bench.Fanout;

/// <summary>A mark in a message's text: <c>@@</c> and the microsecond at which it was meant to be sent, in 15 digits.</summary>
internal static class Marks
{
    public const int Length = 2 + Digits;
    private const int Digits = 15;
    private static readonly string Padding = new('x', 100 - Length);

    public static ReadOnlySpan<byte> Sign => "@@"u8;

    /// <summary>Microseconds of the machine's monotonic clock.</summary>
    public static long Now() => (long)Stopwatch.GetElapsedTime(0).TotalMicroseconds;

    /// <summary>A text of 100 characters.</summary>
    public static string Text(long microseconds) => "@@" + microseconds.ToString("D15", CultureInfo.InvariantCulture) + Padding;

    public static long Read(ReadOnlySpan<byte> mark)
    {
        long value = 0;
        foreach (var digit in mark.Slice(2, Digits))
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }
}
