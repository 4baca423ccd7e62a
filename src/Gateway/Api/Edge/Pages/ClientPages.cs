namespace Clockit.Gateway.Api.Edge.Pages;

/// <summary>
/// The addresses that are pages of the web client, as its router (<c>src/Web/src/app/router.tsx</c>) knows them; a test
/// finds one that is missing here. Any other address is answered with 404, and so is what is missing behind one of these.
/// </summary>
public static class ClientPages
{
    /// <summary><c>*</c> stands for one segment. Case and a slash at the end do not matter, as for the router.</summary>
    public static readonly IReadOnlyList<string> Patterns = ["", "live", "browse", "following", "signin", "signup", "studio", "studio/*", "settings", "u/*", "watch/*", "embed/*"];

    private static readonly string[][] Split = [.. Patterns.Select(pattern => pattern.Split('/'))];

    public static bool Contains(PathString path) => Array.Exists(Split, pattern => Matches(pattern, path.Value ?? ""));

    /// <summary>The segment after <paramref name="first"/> of a path of two, or null when it is another path.</summary>
    public static string? Parameter(PathString path, string first) =>
        Segments(path.Value ?? "") is [var start, { Length: > 0 } value] && start.Equals(first, StringComparison.OrdinalIgnoreCase) ? value : null;

    private static bool Matches(string[] pattern, string path)
    {
        var segments = Segments(path);
        return segments.Length == pattern.Length
            && pattern.Zip(segments).All(pair => pair.First == "*" ? pair.Second.Length > 0 : pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Segments(string path) => (path.Length > 1 && path[^1] == '/' ? path[1..^1] : path.Length > 0 ? path[1..] : path).Split('/');
}
