using System.Text.RegularExpressions;

namespace Clockit.Bench.Api;

/// <summary>What the load generators print.</summary>
internal static partial class Patterns
{
    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex Wrk();

    [GeneratedRegex(@"tps = (?<rate>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    public static partial Regex PgBench();
}
