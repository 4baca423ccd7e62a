using Clockit.ChatService.Domain;

namespace Clockit.ChatService.Tests;

/// <summary>Which ways of writing a blocked term are found, and what is left alone.</summary>
public sealed class BlockedTermsFilterTests
{
    [Theory]
    [InlineData("spam", "SPAM")]
    [InlineData("spam", "this is spam!")]
    [InlineData("spam", "s p a m")]
    [InlineData("spam", "s.p-a_m")]
    [InlineData("spam", "s\u200Bp\u200Da\uFEFFm")]
    [InlineData("spam", "ѕрам")]
    [InlineData("spam", "ｓｐａｍ")]
    [InlineData("spam", "𝓼𝓹𝓪𝓶")]
    [InlineData("spam", "ⓢⓟⓐⓜ")]
    [InlineData("spam", "šp\u0301äm")]
    [InlineData("spam", "$p4m")]
    [InlineData("spam", "ѕΡаМ")]
    [InlineData("spam", "ꜱᴘᴀᴍ")]
    [InlineData("spam", "ˢᵖᵃᵐ")]
    [InlineData("spam", "⒮⒫⒜⒨")]
    [InlineData("spam", "ᏚᏢᎪᎷ")]
    [InlineData("spam", "ꓢꓑꓮꓟ")]
    [InlineData("spam", "\u202Espam\u202C")]
    [InlineData("ѕрам", "spam")]
    [InlineData("mix", "ⅿⅰⅹ")]
    [InlineData("🍆", "look:🍆🍆")]
    [InlineData("👍", "so 👍🏽")]
    [InlineData("❤️", "I ❤ it")]
    [InlineData("Idiot", "1d10t")]
    [InlineData("bad word", "badword")]
    [InlineData("bad word", "b a d  w o r d")]
    [InlineData("дурак", "ДУРАК")]
    [InlineData("馬鹿", "馬 鹿")]
    public void A_term_is_found(string term, string text) => Assert.True(new BlockedTermsFilter([term]).Blocks(text));

    [Theory]
    [InlineData("ass", "a class of its own")]
    [InlineData("ass", "assume")]
    [InlineData("spam", "spammers")]
    [InlineData("spam", "spa")]
    [InlineData("spam", "")]
    [InlineData("...", "...")]
    [InlineData("🍆", "🍅")]
    [InlineData("spam", "🍆")]
    public void Other_words_are_left_alone(string term, string text) => Assert.False(new BlockedTermsFilter([term]).Blocks(text));
}
