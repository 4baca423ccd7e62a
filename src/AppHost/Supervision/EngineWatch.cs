using System.Globalization;

namespace Clockit.AppHost.Supervision;

/// <summary>
/// Notices that Aspire's engine (DCP) has died, upon which the whole application starts again on the same data and ports.
/// </summary>
/// <remarks>
/// DCP is two processes: one has the API, the other starts processes and carries the traffic between services. Either
/// one's death takes everything down within half a minute, by DCP's own hand, and Aspire starts no second one. So
/// nothing is gained by going on, and the app host becomes a new one at once. See docs/decisions/app-host.md.
/// </remarks>
internal static class EngineWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Calls <paramref name="onDeath"/> once, with what happened, when the engine is gone before <paramref name="cancellationToken"/>.</summary>
    public static async Task RunAsync(Action<string> onDeath, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var engine = new List<(int Pid, string Command)>();
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (engine.Count < 2)
            {
                engine = Find();
            }
            else if (engine.Any(process => CommandOf(process.Pid) != process.Command))
            {
                onDeath("Aspire's engine has died");
                return;
            }
        }
    }

    /// <summary>The process with the API watches this one; the other was given the same configuration file.</summary>
    private static List<(int Pid, string Command)> Find()
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid != 0)
            .Select(pid => (Pid: pid, Command: CommandOf(pid)))
            .Where(process => process.Command.Contains("/dcp\0", StringComparison.Ordinal))
            .ToList();
        var api = all.Find(process => process.Command.Contains($"\0--monitor\0{Environment.ProcessId}\0", StringComparison.Ordinal));
        if (api.Pid == 0)
        {
            return [];
        }

        var arguments = api.Command.Split('\0');
        var configuration = arguments.ElementAtOrDefault(Array.IndexOf(arguments, "--kubeconfig") + 1) ?? string.Empty;
        return [.. all.Where(process => process.Command.Contains(configuration, StringComparison.Ordinal)
            && (process.Command.Contains("start-apiserver", StringComparison.Ordinal) || process.Command.Contains("run-controllers", StringComparison.Ordinal)))];
    }

    /// <summary>Its command line; empty when it is gone.</summary>
    private static string CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
