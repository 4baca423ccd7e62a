using Clockit.ServiceDefaults.Text;

namespace Clockit.StreamService.Tests;

public sealed class TextRuleTests
{
    private const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466";
    private const string England = "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F";
    private static readonly TextRule Line = new(10);
    private static readonly TextRule Lines = new(10, HasLines: true);

    [Theory]
    [InlineData("  Morning  ", "Morning")]
    [InlineData("Cafe\u0301", "Caf\u00E9")]
    [InlineData("a\u202Eb\u2066c\u2069", "abc")]
    [InlineData("\u05E9\u05DC\u05D5\u05DD\u200F", "\u05E9\u05DC\u05D5\u05DD\u200F")]
    [InlineData("", null)]
    [InlineData(" \t\n", null)]
    [InlineData(null, null)]
    public void A_text_is_stored_trimmed_in_NFC_and_without_overrides(string? raw, string? stored)
    {
        Assert.True(Line.TryRead(raw, out var text, out var problem), problem);
        Assert.Equal(stored, text);
    }

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u2060\u200D")]
    [InlineData("\u3164\u3164")]
    [InlineData("\u2800")]
    [InlineData("a\0b")]
    [InlineData("a\u001B[31mb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u2028b")]
    [InlineData("a\nb")]
    [InlineData("a\uFFFEb")]
    [InlineData("a\uFDD0b")]
    public void Nothing_visible_control_characters_and_noncharacters_are_refused(string raw)
    {
        Assert.False(Line.TryRead(raw, out var text, out var problem));
        Assert.Null(text);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Half_a_surrogate_pair_and_a_flood_of_marks_are_refused()
    {
        Assert.False(Line.TryRead("a\uD800b", out _, out _));
        Assert.False(Line.TryRead("a" + new string('\u0363', 11), out _, out _));
        Assert.True(Line.TryRead("a" + new string('\u0363', 10), out _, out _));
    }

    [Fact]
    public void Lines_are_allowed_where_a_field_has_them()
    {
        Assert.True(Lines.TryRead("a\n\tb\r\nc", out var text, out _));
        Assert.Equal("a\n\tb\r\nc", text);
        Assert.False(Lines.TryRead("a\u0007b", out _, out _));
    }

    [Theory]
    [InlineData("\U0001F600")]
    [InlineData(Family)]
    [InlineData(England)]
    [InlineData("e\u0301\u0302")]
    [InlineData("\u0928\u093F")]
    public void A_length_counts_what_people_see(string cluster)
    {
        Assert.True(Line.TryRead(string.Concat(Enumerable.Repeat(cluster, 10)), out var text, out var problem), problem);
        Assert.Equal(10, TextRule.LengthOf(text!));
        Assert.False(Line.TryRead(string.Concat(Enumerable.Repeat(cluster, 11)), out _, out _));
    }

    [Fact]
    public void What_is_stored_has_a_bound_of_its_own()
    {
        Assert.False(Line.TryRead(string.Concat(Enumerable.Repeat("e" + new string('\u0363', 9) + "\u1F3FB", 10)) + new string('\u0363', 400), out _, out _));
        Assert.False(Line.TryRead(new string('x', 1_000_000), out _, out _));
    }
}
