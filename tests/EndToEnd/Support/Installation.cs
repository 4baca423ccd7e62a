using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Clockit.EndToEnd.Support;

/// <summary>The whole product as a user has it: <c>./clockit up --detach</c> on ports and data of its own, and <c>down</c> at the end.</summary>
public class Installation : IAsyncLifetime
{
    private readonly int _replicas;
    private readonly string _data = Directory.CreateTempSubdirectory("clockit-e2e-").FullName;
    private readonly int _port = FreePort();
    private readonly int _dashboardPort = FreePort();

    public Installation()
        : this(replicas: 1)
    {
    }

    protected Installation(int replicas) => _replicas = replicas;

    public string Address => $"http://localhost:{_port}";

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(_data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        await UpAsync();
    }

    /// <summary>Starts it; returns when everything is healthy.</summary>
    public async Task UpAsync()
    {
        var (exitCode, output) = await RunAsync("up", "--detach", "--port", $"{_port}", "--dashboard-port", $"{_dashboardPort}", "--replicas", $"{_replicas}", "--data", _data);
        Assert.True(exitCode == 0, $"./clockit up --detach failed with {exitCode}:\n{output}");
    }

    /// <summary>kill -9 of the AppHost.</summary>
    public async Task KillAppHostAsync()
    {
        using var appHost = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(_data, "run", "apphost.pid"))));
        appHost.Kill();
        await appHost.WaitForExitAsync();
    }

    /// <summary>kill -9 of a resource's process.</summary>
    public async Task KillAsync(string resource)
    {
        var found = (await StatusAsync()).Single(one => ((string)one["name"]!).StartsWith(resource, StringComparison.Ordinal));
        using var process = Process.GetProcessById((int)found["pid"]!);
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var (exitCode, output) = await RunAsync("down", "--data", _data);
        Directory.Delete(_data, recursive: true);
        Assert.True(exitCode == 0, $"./clockit down failed with {exitCode}:\n{output}");
    }

    /// <summary>The resources as <c>./clockit status --json</c> lists them.</summary>
    public async Task<IReadOnlyList<JsonNode>> StatusAsync()
    {
        var (exitCode, output) = await RunAsync("status", "--json", "--data", _data);
        Assert.True(exitCode == 0, output);
        return [.. JsonNode.Parse(output)!.AsArray().Select(resource => resource!)];
    }

    /// <summary>The last warnings and errors in the services' logs, the first lines of each.</summary>
    public string Complaints()
    {
        const int Most = 8;
        const int Lines = 4;
        return string.Join('\n', Directory.EnumerateFiles(Path.Combine(_data, "logs"), "*.log").Order(StringComparer.Ordinal).SelectMany(file =>
        {
            var lines = File.ReadAllLines(file);
            return Enumerable.Range(0, lines.Length)
                .Where(line => lines[line].StartsWith("warn:", StringComparison.Ordinal) || lines[line].StartsWith("fail:", StringComparison.Ordinal))
                .TakeLast(Most)
                .Select(line => $"{Path.GetFileName(file)}: {string.Join(' ', lines.Skip(line).Take(Lines).Select(text => text.Trim()))}");
        }));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root(), "clockit"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Root(),
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, "It did not end within ten minutes.");
        }

        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Clockit.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The same with two of each service.</summary>
public sealed class ReplicatedInstallation() : Installation(replicas: 2);
