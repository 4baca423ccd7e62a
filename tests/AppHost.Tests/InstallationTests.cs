using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Clockit.AppHost.Servers;
using Clockit.Testing;

namespace Clockit.AppHost.Tests;

/// <summary>The whole installation, as <c>./clockit up</c> starts it.</summary>
public sealed class InstallationTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _data = Directory.CreateTempSubdirectory("clockit-installation-").FullName;
    private readonly List<Process> _appHosts = [];

    [Fact]
    public async Task Kill_minus_9_of_the_AppHost_leaves_no_process_and_the_next_start_finds_its_data()
    {
        var first = await StartAsync();
        var processes = Processes();
        Assert.True(processes.Count >= 9, "Postgres, Redis, RabbitMQ, Janus, the dashboard and four services have a process each.");
        var password = ConnectionString("postgres");

        first.Kill();
        await UntilAsync(() => processes.All(p => !IsAlive(p)), "every process has ended");
        await UntilAsync(() => !Directory.EnumerateDirectories("/proc").Any(BelongsToUs), "no helper of theirs is left");

        var second = await StartAsync();
        Assert.Equal(password, ConnectionString("postgres"));
        await StopAsync(second);
        Assert.DoesNotContain(Directory.EnumerateDirectories("/proc"), BelongsToUs);
    }

    [Fact]
    public async Task A_killed_server_is_back_on_its_port_without_the_services_being_started_again()
    {
        var appHost = await StartAsync();
        var before = Resources();
        var redis = before.Single(r => r.Name == "redis");
        Process.GetProcessById(redis.Pid!.Value).Kill();

        await UntilAsync(() => Resources() is var now && now.Single(r => r.Name == "redis").Pid is { } pid && pid != redis.Pid && now.All(r => r.State is "healthy" or "finished"), "everything is healthy again");

        var after = Resources();
        Assert.Equal(redis.ConnectionString, after.Single(r => r.Name == "redis").ConnectionString);
        foreach (var service in after.Where(r => r.Name.EndsWith("-service", StringComparison.Ordinal)))
        {
            Assert.Equal(before.Single(r => r.Name == service.Name).Pid, service.Pid);
        }

        await StopAsync(appHost);
    }

    [Fact]
    public async Task A_failing_resource_ends_the_start_with_its_last_log_lines()
    {
        // initdb finds a file where its folder must be.
        Directory.CreateDirectory(Path.Combine(_data, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(_data, "postgres", "data"), "in the way");
        var appHost = Launch();
        var error = await appHost.StandardError.ReadToEndAsync();
        await appHost.WaitForExitAsync();

        Assert.Equal(1, appHost.ExitCode);
        Assert.Contains("postgres did not start. The last lines of its log:", error, StringComparison.Ordinal);
        Assert.Contains("initdb", error, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync()
    {
        // Postgres runs as another user when the tests run as root.
        File.SetUnixFileMode(_data, (UnixFileMode)0b111_101_101);
        return ValueTask.CompletedTask;
    }

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

        await UntilAsync(() => !Directory.EnumerateDirectories("/proc").Any(BelongsToUs), "nothing is left");
        Directory.Delete(_data, recursive: true);
    }

    private async Task<Process> StartAsync()
    {
        var appHost = Launch();
        var output = Task.WhenAll(appHost.StandardOutput.ReadToEndAsync(), appHost.StandardError.ReadToEndAsync());
        await UntilAsync(() => appHost.HasExited || File.Exists(Path.Combine(_data, "run", "ready")), "everything is healthy");
        if (appHost.HasExited)
        {
            Assert.Fail(string.Concat(await output));
        }

        return appHost;
    }

    private Process Launch()
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
                ["CLOCKIT_DATA"] = _data,
                ["CLOCKIT_PORT"] = $"{FreePorts.Next()}",
                ["CLOCKIT_DASHBOARD_PORT"] = $"{FreePorts.Next()}",
                ["DOTNET_ENVIRONMENT"] = "Development",
            },
        };
        var appHost = Process.Start(start)!;
        _appHosts.Add(appHost);
        return appHost;
    }

    private static async Task StopAsync(Process appHost)
    {
        using var kill = Process.Start("/bin/kill", ["-TERM", $"{appHost.Id}"]);
        await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(Limit);
        await appHost.WaitForExitAsync(limit.Token);
    }

    private static async Task UntilAsync(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < Limit, $"Waited {Limit.TotalMinutes} minutes until {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private List<Resource> Resources() =>
        JsonSerializer.Deserialize<List<Resource>>(File.ReadAllText(Path.Combine(_data, "run", "status.json")), JsonSerializerOptions.Web)!;

    private string ConnectionString(string name) => Resources().Single(r => r.Name == name).ConnectionString!;

    private List<string> Processes() => [.. File.ReadAllLines(Path.Combine(_data, "run", "processes"))];

    // A process id and its start time: together they name one process for ever.
    private static bool IsAlive(string process)
    {
        var (pid, start) = (process.Split(' ')[0], process.Split(' ')[1]);
        var file = $"/proc/{pid}/stat";
        try
        {
            var stat = File.ReadAllText(file);
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] != "Z" && fields[19] == start;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether a process has our data folder in its environment or arguments.</summary>
    private bool BelongsToUs(string process)
    {
        if (!int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId)
        {
            return false;
        }

        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(_data, StringComparison.Ordinal)
                || File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_data, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed record Resource(string Name, string State, int? Pid, string? ConnectionString);
}
