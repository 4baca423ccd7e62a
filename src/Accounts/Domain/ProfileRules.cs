using System.Text;

namespace Clockit.Accounts.Domain;

/// <summary>What a display name and an avatar's address may be, whoever says them.</summary>
public static class ProfileRules
{
    /// <summary>UTF-16 code units.</summary>
    public const int MaxDisplayName = 50;

    /// <summary>Characters.</summary>
    public const int MaxAvatarUrl = 2000;

    /// <summary>1 to 50 characters, none of them a control character or half of a surrogate pair.</summary>
    public static bool IsDisplayName(string text) => text.Length is > 0 and <= MaxDisplayName && IsText(text);

    /// <summary>Absolute http(s) without credentials. It is shown to clients and never fetched here.</summary>
    public static bool IsAvatarUrl(string url) =>
        url.Length <= MaxAvatarUrl && IsText(url) && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme is "http" or "https") && uri.UserInfo.Length == 0;

    /// <summary>Text without control characters and without lone surrogates: both stores and JSON take it.</summary>
    public static bool IsText(string text) => !text.EnumerateRunes().Any(IsUnwanted);

    /// <summary>The longest display name that <paramref name="text"/> holds, or null when it holds none.</summary>
    public static string? ToDisplayName(string? text)
    {
        var name = new StringBuilder();
        foreach (var rune in (text ?? "").Trim().EnumerateRunes().Where(rune => !IsUnwanted(rune)))
        {
            if (name.Length + rune.Utf16SequenceLength > MaxDisplayName)
            {
                break;
            }

            name.Append(rune);
        }

        var result = name.ToString().Trim();
        return result.Length == 0 ? null : result;
    }

    private static bool IsUnwanted(Rune rune) => Rune.IsControl(rune) || rune == Rune.ReplacementChar;
}
