using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Clockit.ChatService.Domain;

/// <summary>
/// A text reduced to how it looks: letters and digits only, in lower case, without accents, look-alikes replaced by the
/// Latin letter that they look like (cf. Unicode Technical Standard 39, skeletons), and where its words begin.
/// </summary>
internal sealed class Skeleton
{
    // Pairs of a letter and what imitates it. i, l and 1 are one, since they look alike in most typefaces.
    private static readonly FrozenDictionary<int, char> LookAlikes = Table(
        "a", "àáâãäåāăąǎȧạảấầẩẫậắằẳẵặаɑαά4@ᴀᵃᎪꓮ",
        "b", "ЬьвβƄɓḃḅḇʙᵇᏴꓐ",
        "c", "çćĉċčсϲᴄƈᶜᏟꓚⅽ",
        "d", "ðďđḋḍḏɗԁᴅᵈᎠꓓⅾ",
        "e", "èéêëēĕėęěẹẻẽếềểễệеёєεέ3€ᴇᵉᎬꓰ",
        "f", "ƒḟꜰᶠꓝ",
        "g", "ĝğġģǧǵɡԍ9ɢᵍᏀꓖ",
        "h", "ĥħḣḥḧһнհʜʰᎻꓧ",
        "i", "ìíîïĩīĭįıǐịỉіїιίl1|łľĺļḷḻӏɪʟⁱˡᎥᏞꓲꓡⅰⅼ",
        "j", "ĵјϳʝᴊʲᎫꓙ",
        "k", "ķǩḱḳкκᴋᵏᏦꓗ",
        "m", "ṁṃмϻᴍᵐᎷꓟⅿ",
        "n", "ñńņňŉŋṅṇпηήɴⁿꓠ",
        "o", "òóôõöøōŏőǒọỏốồổỗộớờởỡợơоοόσ0օᴏᵒꓳ",
        "p", "ṕṗрρϱᴘᵖᏢꓑ",
        "q", "ԛգꞯ",
        "r", "ŕŗřṙṛгᴦʀʳᎡꓣ",
        "s", "śŝşšșṡṣѕ5$ꜱˢᏚꓢ",
        "t", "ţťŧțṫṭтτ7ᴛᵗᎢꓔ",
        "u", "ùúûüũūŭůűųǔụủứừửữựưυύսᴜᵘꓴ",
        "v", "ṽṿνѵᴠᵛᏙꓦⅴ",
        "w", "ŵẁẃẅẇẉωώѡԝɯᴡʷᎳꓪ",
        "x", "ẋẍхχҳˣꓫⅹ",
        "y", "ýÿŷỳỵỷỹуүγʏʸᎩꓬ",
        "z", "źżžẑẓᴢ2ᶻᏃꓜ");

    private readonly bool[] _beginsWord;

    private Skeleton(string letters, bool[] beginsWord)
    {
        Letters = letters;
        _beginsWord = beginsWord;
    }

    /// <summary>The reduced letters.</summary>
    public string Letters { get; }

    public static Skeleton Of(string text)
    {
        var letters = new StringBuilder(text.Length);
        var begins = new List<bool>(text.Length + 1);
        var atStart = true;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            {
                continue;
            }

            var lower = Rune.ToLowerInvariant(Unstyled(rune));
            if (LookAlikes.TryGetValue(lower.Value, out var latin))
            {
                lower = new Rune(latin);
            }
            else if (!Rune.IsLetterOrDigit(lower))
            {
                atStart = true;
                continue;
            }

            var before = letters.Length;
            letters.Append(lower);
            for (var i = before; i < letters.Length; i++)
            {
                begins.Add(atStart);
                atStart = false;
            }
        }

        begins.Add(true);
        return new Skeleton(letters.ToString(), [.. begins]);
    }

    /// <summary>Whether a word begins at the letter, or the text ends there.</summary>
    public bool BeginsWord(int index) => _beginsWord[index];

    /// <summary>The plain letter of a full-width, bracketed, circled or mathematical one; other characters as they are.</summary>
    private static Rune Unstyled(Rune rune) => rune.Value switch
    {
        >= 0xFF01 and <= 0xFF5E => new Rune(rune.Value - 0xFF01 + '!'),
        >= 0x249C and <= 0x24B5 => new Rune(rune.Value - 0x249C + 'a'),
        >= 0x24B6 and <= 0x24CF => new Rune(rune.Value - 0x24B6 + 'a'),
        >= 0x24D0 and <= 0x24E9 => new Rune(rune.Value - 0x24D0 + 'a'),
        >= 0x1F130 and <= 0x1F149 => new Rune(rune.Value - 0x1F130 + 'a'),
        >= 0x1F150 and <= 0x1F169 => new Rune(rune.Value - 0x1F150 + 'a'),
        >= 0x1F170 and <= 0x1F189 => new Rune(rune.Value - 0x1F170 + 'a'),
        >= 0x1F1E6 and <= 0x1F1FF => new Rune(rune.Value - 0x1F1E6 + 'a'),
        // Thirteen styles of A–Z a–z follow each other without a gap.
        >= 0x1D400 and <= 0x1D6A3 => new Rune(((rune.Value - 0x1D400) % 26) + 'a'),
        >= 0x1D7CE and <= 0x1D7FF => new Rune(((rune.Value - 0x1D7CE) % 10) + '0'),
        _ => rune,
    };

    private static FrozenDictionary<int, char> Table(params string[] pairs)
    {
        var table = new Dictionary<int, char>();
        for (var i = 0; i < pairs.Length; i += 2)
        {
            foreach (var rune in pairs[i + 1].EnumerateRunes())
            {
                table[Rune.ToLowerInvariant(rune).Value] = pairs[i][0];
            }
        }

        return table.ToFrozenDictionary();
    }
}
