namespace Clockit.StreamService.Infrastructure;

/// <summary>Text that a user typed, as a LIKE pattern that matches just that text.</summary>
internal static class LikePattern
{
    public static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
