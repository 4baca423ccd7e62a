using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Clockit.Accounts.Domain;

/// <summary>The shape of usernames.</summary>
public static partial class Usernames
{
    /// <summary>3 to 30 letters a–z, digits, dots, dashes or underscores; starts with a letter or digit.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{2,29}$";

    private const int Max = 30;
    private const int Min = 3;
    private const int SuffixLength = 5;
    private const string SuffixCharacters = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>
    /// What a username is compared by: compatibility forms and case folded. Anything may be asked for; only a key of a
    /// valid username is somebody's.
    /// </summary>
    public static string Key(string username) =>
        (username.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) ? username : username.Normalize(NormalizationForm.FormKC)).ToUpperInvariant();

    /// <summary>Whether it has the shape of <see cref="Pattern"/>.</summary>
    public static bool IsValid(string text) => Shape().IsMatch(text) && text[^1] != '\n';

    /// <summary>A valid username as close as possible to what another issuer calls somebody.</summary>
    public static string From(string? name)
    {
        // Of an address only the part before the @: the rest is nobody else's business.
        var cleaned = Foreign().Replace((name ?? "").Split('@')[0].Trim(), "-").TrimStart('-', '.', '_').TrimEnd('-');
        return cleaned.Length switch
        {
            < Min => WithSuffix(cleaned.Length == 0 ? "user" : cleaned),
            > Max => cleaned[..Max],
            _ => cleaned,
        };
    }

    /// <summary>Another username that looks like <paramref name="username"/>, for when that is taken.</summary>
    public static string WithSuffix(string username) =>
        $"{username[..Math.Min(username.Length, Max - SuffixLength - 1)]}-{RandomNumberGenerator.GetString(SuffixCharacters, SuffixLength)}";

    [GeneratedRegex(Pattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Foreign();
}
