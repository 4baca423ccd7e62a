using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Clockit.AppHost.Servers;
using Clockit.AppHost.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Clockit.Testing;

/// <summary>A server of Debian's packages: an application of that one resource, in a temporary folder.</summary>
internal class NativeServer : IServerHost
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly DistributedApplication _application;
    private readonly ExecutableResource _resource;
    private readonly string _folder;

    protected NativeServer(Func<IDistributedApplicationBuilder, LocalData, ExecutableResource> add)
    {
        _folder = Directory.CreateTempSubdirectory("clockit-test-").FullName;
        // Servers that run as another user must be able to enter.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            // Its assembly names Aspire's engine.
            AssemblyName = typeof(LocalData).Assembly.GetName().Name,
        });
        builder.AddResourceLogFiles(Path.Combine(_folder, "logs"));
        // Files are deleted when the processes are gone.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        _resource = add(builder, new LocalData(_folder));
        _application = builder.Build();
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    protected ExecutableResource Resource => _resource;

    public static Task<NativeServer> StartAsync(Func<IDistributedApplicationBuilder, LocalData, ExecutableResource> add) =>
        FirstStartAsync(new NativeServer(add));

    protected static async Task<T> FirstStartAsync<T>(T server)
        where T : NativeServer
    {
        await server._application.StartAsync();
        await server.WaitUntilHealthyAsync();
        return server;
    }

    public async Task<string> ConnectionStringAsync() =>
        (await ((IResourceWithConnectionString)_resource).GetConnectionStringAsync())!;

    public async Task KillAsync()
    {
        // The whole tree: a Postgres backend or an Erlang port must not outlive its server and hold its files.
        using var process = Process.GetProcessById(ProcessId());
        process.Kill(entireProcessTree: true);
        await _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StopCommand);
    }

    public async Task SignalAndStopAsync(string signal)
    {
        await SignalAsync(signal, [ProcessId()]);
        await _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StopCommand);
    }

    public Task StopAsync() => _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StopCommand);

    public async Task StartAsync()
    {
        await _application.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StartCommand);
        await WaitUntilHealthyAsync();
    }

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
            // Asked directly: Aspire asks once a second at most, and remembers what the process before this one said.
            while (!await IsHealthyAsync(limit.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }
        catch (OperationCanceledException e)
        {
            var log = Path.Combine(_folder, "logs", _resource.Name + ".log");
            throw new InvalidOperationException(
                $"{_resource.Name} did not get healthy within {StartLimit.TotalSeconds} s. Its log ends: {(File.Exists(log) ? await File.ReadAllTextAsync(log) : "(empty)")}", e);
        }
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        if (FindProcessId() is not { } pid || !Directory.Exists($"/proc/{pid}"))
        {
            return false;
        }

        var checks = _application.Services.GetRequiredService<HealthCheckService>();
        return (await checks.CheckHealthAsync(check => check.Name == _resource.Name, cancellationToken)).Status == HealthStatus.Healthy;
    }

    private int ProcessId() => FindProcessId() ?? throw new InvalidOperationException($"{_resource.Name} does not run.");

    private int? FindProcessId() =>
        _application.ResourceNotifications.TryGetCurrentState(_resource.Name, out var state)
            && state.Snapshot.State?.Text == KnownResourceStates.Running
            && state.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } pid
            ? Convert.ToInt32(pid, CultureInfo.InvariantCulture)
            : null;

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
