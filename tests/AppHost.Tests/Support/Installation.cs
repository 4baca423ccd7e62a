using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Clockit.AppHost.Servers;
using Clockit.Testing;

namespace Clockit.AppHost.Tests.Support;

/// <summary>The whole product in a data folder of its own, started as <c>./clockit up</c> starts it.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private readonly List<Process> _appHosts = [];
    private readonly string _folder;

    /// <param name="name">The data folder's name.</param>
    public Installation(string name = "data")
    {
        _folder = Directory.CreateTempSubdirectory("clockit-installation-").FullName;
        // The servers' users pass through it.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Data = Path.Combine(_folder, name);
        Directory.CreateDirectory(Data);
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public int Port { get; } = FreePorts.Next();

    /// <summary>What the app host is told beyond data and ports.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts the app host and waits until everything is healthy.</summary>
    public async Task<Process> StartAsync()
    {
        var appHost = Launch();
        var output = Task.WhenAll(appHost.StandardOutput.ReadToEndAsync(), appHost.StandardError.ReadToEndAsync());
        await UntilAsync(() => appHost.HasExited || File.Exists(Path.Combine(Data, "run", "ready")), "everything is healthy");
        if (appHost.HasExited)
        {
            Assert.Fail(string.Concat(await output));
        }

        return appHost;
    }

    /// <summary>Starts the app host and waits for nothing.</summary>
    public Process Launch()
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "AppHost", "bin", built.Parent!.Name, built.Name, "Clockit.AppHost.dll");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["CLOCKIT_DATA"] = Data,
                ["CLOCKIT_PORT"] = $"{Port}",
                ["CLOCKIT_DASHBOARD_PORT"] = $"{FreePorts.Next()}",
                ["DOTNET_ENVIRONMENT"] = "Development",
            },
        };
        foreach (var (name, value) in Settings)
        {
            start.Environment[name] = value;
        }

        var appHost = Process.Start(start)!;
        _appHosts.Add(appHost);
        return appHost;
    }

    /// <summary>Starts the app host, which refuses, and gives what it says.</summary>
    public async Task<(int ExitCode, string Error)> RefuseAsync()
    {
        var appHost = Launch();
        var output = appHost.StandardOutput.ReadToEndAsync();
        var error = await appHost.StandardError.ReadToEndAsync();
        await output;
        await appHost.WaitForExitAsync();
        return (appHost.ExitCode, error);
    }

    /// <summary>SIGTERM; returns when it is gone.</summary>
    public static async Task StopAsync(Process appHost)
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", $"{appHost.Id}"]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(Limit);
        await appHost.WaitForExitAsync(limit.Token);
    }

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Limit, $"Waited {Limit.TotalMinutes} minutes until {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>What <c>./clockit status --json</c> prints.</summary>
    public List<Resource> Resources() =>
        JsonSerializer.Deserialize<List<Resource>>(File.ReadAllText(Path.Combine(Data, "run", "status.json")), JsonSerializerOptions.Web)!;

    public Resource Resource(string name) => Resources().Single(r => r.Name == name);

    /// <summary>Whether everything is up.</summary>
    public bool IsHealthy() => Resources().All(r => r.State is "healthy" or "finished");

    /// <summary>Id and start time of every process; together they name one process for ever.</summary>
    public List<string> Processes() => [.. File.ReadAllLines(Path.Combine(Data, "run", "processes"))];

    public static bool IsAlive(string process)
    {
        var (pid, start) = (process.Split(' ')[0], process.Split(' ')[1]);
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && fields[19] == start;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether any process has our data folder in its environment or arguments.</summary>
    public bool HasProcesses() => Directory.EnumerateDirectories("/proc").Any(IsOurs);

    public async ValueTask DisposeAsync()
    {
        foreach (var appHost in _appHosts)
        {
            if (!appHost.HasExited)
            {
                await StopAsync(appHost);
            }

            appHost.Dispose();
        }

        await UntilAsync(() => !HasProcesses(), "nothing is left");
        Directory.Delete(_folder, recursive: true);
    }

    private bool IsOurs(string process)
    {
        if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId)
        {
            return false;
        }

        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(_folder, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_folder, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>One of <c>./clockit status --json</c>.</summary>
internal sealed record Resource(string Name, string State, int? Pid, string? Url, string? ConnectionString);
