namespace Clockit.Accounts.Domain;

/// <summary>
/// Which passwords are taken (NIST SP 800-63B, section 3.1.1): long ones, that are neither among the most common nor made
/// of the account's own names. Nothing is asked of their characters.
/// </summary>
public static class PasswordRules
{
    private static readonly char[] Trimmed = [.. "0123456789!?.-_#*+$@ "];
    private static readonly Lazy<HashSet<string>> Common = new(Read);

    /// <summary>UTF-16 code units.</summary>
    public const int Min = 8;

    /// <summary>UTF-16 code units.</summary>
    public const int Max = 128;

    /// <summary>Whether it has the length, and no characters that cannot be typed.</summary>
    public static bool IsPassword(string text) => text.Length is >= Min and <= Max && ProfileRules.IsText(text) && !string.IsNullOrWhiteSpace(text);

    /// <summary>
    /// Whether somebody would try it first: one of the twenty thousand most common passwords, or one of the account's own
    /// names. Letters that look alike (<c>p@ssw0rd</c>) and case make no difference, and digits or signs at the end of a
    /// name none either.
    /// </summary>
    /// <param name="password">Normalised.</param>
    /// <param name="names">The account's username and display name.</param>
    public static bool IsCommon(string password, params IReadOnlyList<string> names)
    {
        var looks = ReservedNames.Skeleton(password);
        return Common.Value.Contains(looks)
            || names.Any(name => IsMadeOf(looks, ReservedNames.Skeleton(name)))
            || names.Any(name => IsMadeOf(ReservedNames.Skeleton(password.TrimEnd(Trimmed)), ReservedNames.Skeleton(name.TrimEnd(Trimmed))));
    }

    private static bool IsMadeOf(string password, string name) => name.Length > 0 && string.Equals(password, name, StringComparison.Ordinal);

    private static HashSet<string> Read()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(ReservedNames.Skeleton).ToHashSet(StringComparer.Ordinal);
    }
}
