using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clockit.ServiceDefaults.Text;

/// <summary>
/// What a text that people write may be, the same for every field of every service and for the forms of the web client
/// (<c>src/Web/src/lib/text.ts</c>). A text is stored in NFC and trimmed, without bidirectional overrides, embeddings and
/// isolates, which would reorder what stands beside it. It holds no other control characters, no half surrogate pairs, no
/// flood of marks, and something that can be seen. Its length is what people count: grapheme clusters (Unicode Standard
/// Annex 29).
/// </summary>
/// <param name="Most">The most grapheme clusters.</param>
/// <param name="HasLines">Whether tabs and line breaks are allowed.</param>
public sealed record TextRule(int Most, bool HasLines = false)
{
    /// <summary>
    /// UTF-16 code units that may be stored for each grapheme cluster. A family of four has eleven and the flag of a
    /// subdivision fourteen; without a bound, one cluster could hold thousands of marks.
    /// </summary>
    public const int UnitsPerCluster = 16;

    /// <summary>The longest run of marks and invisible characters in ordinary writing is such a flag's: six tags.</summary>
    private const int MostMarksInRow = 10;

    /// <summary>The most UTF-16 code units that are stored.</summary>
    public int MostStored => Most * UnitsPerCluster;

    /// <summary>
    /// Reads a text as it is stored: null when there is none or only white space. False with a sentence for its author
    /// when it is not allowed.
    /// </summary>
    public bool TryRead(string? raw, out string? text, out string problem)
    {
        text = null;
        problem = "";
        if (string.IsNullOrWhiteSpace(raw))
        {
            return true;
        }

        // Before it is normalised: that takes time by the length.
        if (raw.Length > (2 * MostStored) + 64)
        {
            problem = TooLong;
            return false;
        }

        if (!IsUnicode(raw))
        {
            problem = "The text holds characters that are not valid Unicode text.";
            return false;
        }

        var read = WithoutDirections(raw).Normalize(NormalizationForm.FormC).Trim();
        problem = Check(read);
        text = problem.Length == 0 && read.Length > 0 ? read : null;
        return problem.Length == 0;
    }

    /// <summary>Whether a text is what Unicode calls well-formed and interchangeable: no half surrogate pair, no NUL, no noncharacter.</summary>
    public static bool IsUnicode(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) is not OperationStatus.Done
                || rune.Value is 0 or (>= 0xFDD0 and <= 0xFDEF) || (rune.Value & 0xFFFE) == 0xFFFE)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    /// <summary>What people count as characters.</summary>
    public static int LengthOf(string text)
    {
        var length = 0;
        for (var index = 0; index < text.Length; length++)
        {
            index += StringInfo.GetNextTextElementLength(text, index);
        }

        return length;
    }

    private string TooLong => $"The text has more than {Most} characters, or too many marks.";

    private string Check(string text)
    {
        var (isSeen, marks) = (false, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && !(HasLines && IsLayout(rune)))
            {
                return HasLines ? "The text holds a control character; remove it." : "The text holds a line break or a control character; remove it.";
            }

            marks = IsMark(category) ? marks + 1 : 0;
            if (marks > MostMarksInRow)
            {
                return "The text holds too many marks or invisible characters in a row; remove them.";
            }

            isSeen |= IsVisible(rune, category);
        }

        if (!isSeen && text.Length > 0)
        {
            return "The text holds nothing that can be seen.";
        }

        return text.Length > MostStored || LengthOf(text) > Most ? TooLong : "";
    }

    private static string WithoutDirections(string text) =>
        text.AsSpan().IndexOfAnyInRange('\u202A', '\u202E') < 0 && text.AsSpan().IndexOfAnyInRange('\u2066', '\u2069') < 0
            ? text
            : string.Concat(text.Where(unit => unit is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))));

    private static bool IsLayout(Rune rune) => rune.Value is '\t' or '\n' or '\r' or 0x2028 or 0x2029;

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    private static bool IsVisible(Rune rune, UnicodeCategory category) =>
        !IsMark(category)
        && category is not (UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        // The Hangul fillers and the empty Braille pattern are letters and symbols by category, and blank on screen.
        && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
