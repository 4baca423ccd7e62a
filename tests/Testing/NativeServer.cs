using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Clockit.AppHost.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockit.Testing;

/// <summary>An application of one server in a temporary folder.</summary>
internal sealed class TestServerHost : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _application;
    private readonly ExecutableResource _resource;
    private readonly string _folder;

    private TestServerHost(DistributedApplication application, ExecutableResource resource, string folder)
    {
        _application = application;
        _resource = resource;
        _folder = folder;
    }

    public static async Task<TestServerHost> StartAsync(Func<IDistributedApplicationBuilder, LocalData, ExecutableResource> add)
    {
        var folder = Directory.CreateTempSubdirectory("clockit-test-").FullName;
        // Servers that run as another user must be able to enter.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            Args = [$"--ResourceLogs={Path.Combine(folder, "logs")}"],
        });
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        var resource = add(builder, new LocalData(folder));
        var host = new TestServerHost(builder.Build(), resource, folder);
        AppDomain.CurrentDomain.ProcessExit += host.OnProcessExit;
        await host._application.StartAsync();
        await host.WaitUntilHealthyAsync();
        return host;
    }

    public async Task<string> ConnectionStringAsync() =>
        (await ((IResourceWithConnectionString)_resource).GetConnectionStringAsync())!;

    public T Resource<T>()
        where T : ExecutableResource => (T)_resource;

    /// <summary>kill -9, and it stays down until <see cref="StartAsync()"/>.</summary>
    public async Task KillAsync()
    {
        // The whole tree: a Postgres backend or an Erlang port must not outlive its server and hold its files.
        using var process = Process.GetProcessById(ProcessId());
        process.Kill(entireProcessTree: true);
        await _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StopCommand);
    }

    /// <summary>Sends the server's first process a signal that ends it, and it stays down until <see cref="StartAsync()"/>.</summary>
    public async Task SignalAndStopAsync(string signal)
    {
        await SignalAsync(signal, [ProcessId()]);
        await _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StopCommand);
    }

    /// <summary>SIGTERM, and it stays down until <see cref="StartAsync()"/>.</summary>
    public Task StopAsync() => _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StopCommand);

    /// <summary>Starts it again on the same port and data; returns when it is healthy.</summary>
    public async Task StartAsync()
    {
        await _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StartCommand);
        await WaitUntilHealthyAsync();
    }

    /// <summary>Freezes it: connections stay open and nothing answers, as with a hung machine.</summary>
    public Task PauseAsync() => SignalTreeAsync("STOP");

    public Task ResumeAsync() => SignalTreeAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        // Postgres waits for its clients before it ends, idle ones in this process's pools included.
        Npgsql.NpgsqlConnection.ClearAllPools();
        await _application.StopAsync();
        await _application.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilHealthyAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await _application.ResourceNotifications.WaitForResourceHealthyAsync(_resource.Name, limit.Token);
        }
        catch (OperationCanceledException e)
        {
            var log = Path.Combine(_folder, "logs", _resource.Name + ".log");
            throw new InvalidOperationException(
                $"{_resource.Name} did not get healthy within {StartLimit.TotalSeconds} s. Its log ends: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "(empty)")}", e);
        }
    }

    private int ProcessId()
    {
        if (!_application.ResourceNotifications.TryGetCurrentState(_resource.Name, out var state))
        {
            throw new InvalidOperationException($"{_resource.Name} has not been started.");
        }

        var pid = state.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value
            ?? throw new InvalidOperationException($"{_resource.Name} does not run.");
        return Convert.ToInt32(pid, CultureInfo.InvariantCulture);
    }

    private async Task SignalTreeAsync(string signal)
    {
        var root = ProcessId();
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(name => (Pid: int.Parse(name!, CultureInfo.InvariantCulture), Parent: ParentOf(name!)))
            .ToLookup(p => p.Parent, p => p.Pid);
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents[tree[i]]);
        }

        await SignalAsync(signal, tree);
    }

    private static async Task SignalAsync(string signal, IReadOnlyCollection<int> processes)
    {
        using var kill = Process.Start("/bin/kill", ["-" + signal, .. processes.Select(pid => $"{pid}")]);
        await kill.WaitForExitAsync();
    }

    private static int ParentOf(string pid)
    {
        try
        {
            // pid (name) state parent: the name may hold anything, so read from its last parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Test runners end the process when the last test is done; then there is a moment, not a minute.
    private void OnProcessExit(object? sender, EventArgs e) => DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(15));
}
