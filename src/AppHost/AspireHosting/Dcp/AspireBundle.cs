namespace Aspire.Hosting.Dcp;

/// <summary>Where Aspire's engine and dashboard were unpacked.</summary>
internal sealed record AspireBundle(string Dcp, string Dashboard)
{
    /// <summary>The npm package's version; <c>clockit</c> installs the same.</summary>
    public const string Version = "13.5.4";

    /// <summary>
    /// Looks in <c>CLOCKIT_ASPIRE</c>, or else in the user's cache, where <c>./clockit setup</c> puts it.
    /// </summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static AspireBundle Locate()
    {
        var folder = Environment.GetEnvironmentVariable("CLOCKIT_ASPIRE") is { Length: > 0 } set
            ? set
            : Path.Combine(CacheFolder(), "clockit", $"aspire-{Version}");
        var bundle = Path.Combine(folder, "node_modules", "@microsoft", "aspire-cli-linux-x64", "bundle");
        var found = new AspireBundle(Path.Combine(bundle, "dcp", "dcp"), Path.Combine(bundle, "managed", "aspire-managed"));
        return File.Exists(found.Dcp) && File.Exists(found.Dashboard)
            ? found
            : throw new FileNotFoundException($"Aspire's engine is not installed in {folder}: run './clockit setup'.");
    }

    private static string CacheFolder() =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".cache");
}
