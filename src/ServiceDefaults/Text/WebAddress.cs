namespace Clockit.ServiceDefaults.Text;

/// <summary>An address that a user supplies. It is shown to clients and never fetched.</summary>
public static class WebAddress
{
    /// <summary>
    /// Whether a text is an absolute http(s) address without credentials. White space and control characters are refused
    /// wherever they stand: readers of addresses remove them in different ways.
    /// </summary>
    public static bool IsValid(string text, int mostCharacters) =>
        text.Length <= mostCharacters && TextRule.IsUnicode(text) && !text.Any(unit => char.IsControl(unit) || char.IsWhiteSpace(unit))
        && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https") && address.UserInfo.Length == 0;
}
