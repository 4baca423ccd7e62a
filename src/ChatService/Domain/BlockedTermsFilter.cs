namespace Clockit.ChatService.Domain;

/// <summary>
/// Finds blocked terms in messages whatever their case, spacing and look-alike letters. A term matches whole words only:
/// it begins where a word begins and ends where a word ends, and any spaces, punctuation and invisible characters may
/// stand between its letters. So <c>spam</c> matches <c>S.P A-M</c> and a Cyrillic <c>ѕраm</c>, and not <c>spammer</c>.
/// Immutable, safe for concurrent use.
/// </summary>
public sealed class BlockedTermsFilter
{
    public static readonly BlockedTermsFilter None = new([]);

    private readonly string[] _terms;

    public BlockedTermsFilter(IEnumerable<string> terms) =>
        _terms = [.. terms.Select(term => Skeleton.Of(term).Letters).Where(letters => letters.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the text holds one of the terms.</summary>
    public bool Blocks(string text)
    {
        if (_terms.Length == 0)
        {
            return false;
        }

        var skeleton = Skeleton.Of(text);
        return _terms.Any(term => Holds(skeleton, term));
    }

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
