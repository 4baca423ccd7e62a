using System.Globalization;
using System.Text;

namespace Clockit.ChatService.Domain;

/// <summary>
/// Finds blocked terms in messages whatever their case, spacing and look-alike letters. A term matches whole words only:
/// it begins where a word begins and ends where a word ends, and any spaces, punctuation and invisible characters may
/// stand between its letters. So <c>spam</c> matches <c>S.P A-M</c> and a Cyrillic <c>ѕраm</c>, and not <c>spammer</c>.
/// A term without letters is matched anywhere if it holds an emoji or another symbol, and else never. Immutable, safe for concurrent use.
/// </summary>
public sealed class BlockedTermsFilter
{
    public static readonly BlockedTermsFilter None = new([]);

    private readonly string[] _words;
    private readonly string[] _symbols;

    public BlockedTermsFilter(IEnumerable<string> terms)
    {
        var byLetters = terms.ToLookup(term => Skeleton.Of(term).Letters, StringComparer.Ordinal);
        _words = [.. byLetters.Select(term => term.Key).Where(letters => letters.Length > 0)];
        _symbols = [.. byLetters[""].Select(SymbolsOf).Where(symbols => symbols.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Whether the text holds one of the terms.</summary>
    public bool Blocks(string text)
    {
        if (_words.Length > 0 && Skeleton.Of(text) is var skeleton && _words.Any(word => Holds(skeleton, word)))
        {
            return true;
        }

        return _symbols.Length > 0 && SymbolsOf(text) is var symbols && _symbols.Any(symbol => symbols.Contains(symbol, StringComparison.Ordinal));
    }

    /// <summary>Its symbols only: without letters, spaces, and the marks that vary or join emoji.</summary>
    private static string SymbolsOf(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol));

    private static bool Holds(Skeleton text, string term)
    {
        for (var at = text.Letters.IndexOf(term, StringComparison.Ordinal); at >= 0; at = text.Letters.IndexOf(term, at + 1, StringComparison.Ordinal))
        {
            if (text.BeginsWord(at) && text.BeginsWord(at + term.Length))
            {
                return true;
            }
        }

        return false;
    }
}
