using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Clockit.AppHost.Tests.Support;

namespace Clockit.AppHost.Tests;

/// <summary>The whole installation, as <c>./clockit up</c> starts it.</summary>
public sealed class InstallationTests : IAsyncDisposable
{
    private Installation _installation = new();

    [Fact]
    public async Task Kill_minus_9_of_the_AppHost_leaves_no_process_and_the_next_start_finds_its_data()
    {
        var first = await _installation.StartAsync();
        var processes = _installation.Processes();
        Assert.True(processes.Count >= 9, "Postgres, Redis, RabbitMQ, Janus, the dashboard and four services have a process each.");
        var password = _installation.Resource("postgres").ConnectionString;

        first.Kill();
        await Installation.UntilAsync(() => processes.All(p => !Installation.IsAlive(p)), "every process has ended");
        await Installation.UntilAsync(() => !_installation.HasProcesses(), "no helper of theirs is left");

        var second = await _installation.StartAsync();
        Assert.Equal(password, _installation.Resource("postgres").ConnectionString);
        await Installation.StopAsync(second);
        Assert.False(_installation.HasProcesses());
    }

    [Fact]
    public async Task A_killed_server_is_back_on_its_port_without_the_services_being_started_again()
    {
        var appHost = await _installation.StartAsync();
        var before = _installation.Resources();
        var redis = before.Single(r => r.Name == "redis");
        Process.GetProcessById(redis.Pid!.Value).Kill();

        await Installation.UntilAsync(() => _installation.Resource("redis").Pid is { } pid && pid != redis.Pid && _installation.IsHealthy(), "everything is healthy again");

        var after = _installation.Resources();
        Assert.Equal(redis.ConnectionString, after.Single(r => r.Name == "redis").ConnectionString);
        foreach (var service in after.Where(r => r.Name.EndsWith("-service", StringComparison.Ordinal)))
        {
            Assert.Equal(before.Single(r => r.Name == service.Name).Pid, service.Pid);
        }

        await Installation.StopAsync(appHost);
    }

    [Fact]
    public async Task A_failing_resource_ends_the_start_with_its_last_log_lines()
    {
        // initdb finds a file where its folder must be.
        Directory.CreateDirectory(Path.Combine(_installation.Data, "postgres"));
        await File.WriteAllTextAsync(Path.Combine(_installation.Data, "postgres", "data"), "in the way");
        var (exitCode, error) = await _installation.RefuseAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("postgres did not start. The last lines of its log:", error, StringComparison.Ordinal);
        Assert.Contains("initdb", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_of_any_name_holds_an_installation_that_others_cannot_read()
    {
        await _installation.DisposeAsync();
        _installation = new Installation("Zoë's \"data\"; 数据 100%");
        var appHost = await _installation.StartAsync();

        Assert.True(_installation.IsHealthy());
        var open = Directory.EnumerateFileSystemEntries(_installation.Data, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null && (File.GetUnixFileMode(path) & (UnixFileMode)0b000_111_111) != UnixFileMode.None);
        Assert.Empty(open);
        foreach (var server in new[] { "postgres", "redis", "messaging", "janus", "coturn" })
        {
            Assert.NotEqual("0", await UserOfAsync(_installation.Resource(server).Pid!.Value));
        }

        await Installation.StopAsync(appHost);
    }

    [Fact]
    public async Task An_occupied_port_names_who_has_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _installation.Port);
        listener.Start();
        var (exitCode, error) = await _installation.RefuseAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal($"Port {_installation.Port} is in use by {Process.GetCurrentProcess().ProcessName} (process {Environment.ProcessId}): choose another with --port.", error.Trim());
    }

    [Theory]
    [InlineData("CLOCKIT_REPLICAS", "nine", "CLOCKIT_REPLICAS must be a number from 1 to 8, not 'nine'.")]
    [InlineData("CLOCKIT_LIMITS", "none", "CLOCKIT_LIMITS must be 'on' or 'off', not 'none'.")]
    [InlineData("CLOCKIT_HOST", "no host", "CLOCKIT_HOST must be a host name or an address such as 0.0.0.0, not 'no host'.")]
    [InlineData("CLOCKIT_PUBLIC_ORIGIN", "live.example.org", "CLOCKIT_PUBLIC_ORIGIN must be an origin such as https://live.example.org, without a path, not 'live.example.org'.")]
    [InlineData("CLOCKIT_PUBLIC_ORIGIN", "https://live.example.org/a", "CLOCKIT_PUBLIC_ORIGIN must be an origin such as https://live.example.org, without a path, not 'https://live.example.org/a'.")]
    public async Task A_wrong_setting_stops_the_start_with_one_sentence_that_names_it(string name, string value, string sentence)
    {
        _installation.Settings[name] = value;
        var (exitCode, error) = await _installation.RefuseAsync();
        Assert.Equal(2, exitCode);
        Assert.Equal(sentence, error.Trim());
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    private static async Task<string> UserOfAsync(int pid)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{pid}/status");
        return status.Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
    }
}
