namespace Aspire.Hosting.Dcp;

/// <summary>How to reach DCP: the two facts of the file that it writes when it is ready.</summary>
internal sealed record Kubeconfig(Uri Server, string Token)
{
    /// <summary>Null while the file is not there or not whole.</summary>
    public static Kubeconfig? TryRead(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        // DCP writes one cluster and one user, a key a line; that needs no YAML parser. The token comes last.
        var values = File.ReadLines(path)
            .Select(line => line.Trim().Split(": ", 2))
            .Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First()[1], StringComparer.Ordinal);
        return values.TryGetValue("server", out var server) && values.TryGetValue("token", out var token)
            ? new Kubeconfig(new Uri(server), token)
            : null;
    }
}
