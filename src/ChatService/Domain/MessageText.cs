using System.Globalization;
using System.Text;

namespace Clockit.ChatService.Domain;

/// <summary>
/// The text of a chat message: what is left after trimming white space, 1 to <see cref="MaxLength"/> Unicode code
/// points, kept exactly as written. It is text, never HTML.
/// </summary>
public static class MessageText
{
    /// <summary>In code points, so that an emoji outside the basic plane counts as one and a family of four as seven.</summary>
    public const int MaxLength = 500;

    /// <summary>
    /// More marks or invisible characters than this in a row serve to smear over neighboring lines or to hide text. The
    /// longest run in ordinary writing is a flag of a subdivision, with six tags.
    /// </summary>
    private const int MaxInvisibleRun = 10;

    /// <summary>
    /// Reads the text of a message. False with a sentence for its author when it has nothing to see, is too long, holds
    /// half a surrogate pair, a control character other than tab or line break, or a flood of marks.
    /// </summary>
    public static bool TryParse(string? raw, out string text, out string problem)
    {
        text = raw?.Trim() ?? "";
        problem = Check(text);
        return problem.Length == 0;
    }

    private static string Check(string text)
    {
        var length = 0;
        var invisibleRun = 0;
        var seen = false;
        var remaining = text.AsSpan();
        while (!remaining.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(remaining, out var rune, out var consumed) is not System.Buffers.OperationStatus.Done)
            {
                return "The message holds half of a surrogate pair; send valid Unicode.";
            }

            remaining = remaining[consumed..];
            if (++length > MaxLength)
            {
                return $"A message has at most {MaxLength} characters.";
            }

            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control && rune.Value is not ('\t' or '\n' or '\r'))
            {
                return "The message holds a control character; remove it.";
            }

            invisibleRun = IsMark(category) ? invisibleRun + 1 : 0;
            if (invisibleRun > MaxInvisibleRun)
            {
                return "The message holds too many marks or invisible characters in a row; remove them.";
            }

            seen |= IsVisible(rune, category);
        }

        return seen ? "" : "The message is empty; write something that can be seen.";
    }

    private static bool IsMark(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    private static bool IsVisible(Rune rune, UnicodeCategory category) =>
        !IsMark(category)
        && category is not (UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        // The Hangul fillers and the empty Braille pattern are letters and symbols by category, and blank on screen.
        && rune.Value is not (0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
