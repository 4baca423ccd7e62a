using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Clockit.AppHost.Supervision;
using Clockit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockit.AppHost.Tests;

/// <summary>What this app host adds to Aspire's: processes that come back, an end in order, log files.</summary>
public sealed class SupervisionTests : IDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    private readonly string _folder = Directory.CreateTempSubdirectory("clockit-supervision-").FullName;
    private readonly CancellationToken _limit = new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [Fact]
    public async Task Replicas_share_one_address_and_a_killed_one_is_replaced()
    {
        var builder = CreateBuilder();
        var echo = builder.AddProgram<Echo>("echo").WithHttpEndpoint().WithHttpHealthCheck("/health/ready").WithReplicas(2);
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("echo", _limit);

        var before = await AnswersAsync(echo, count: 2);
        System.Diagnostics.Process.GetProcessById(before.First()).Kill();
        await application.ResourceNotifications.WaitForResourceAsync("echo", e => PidOf(e) is { } pid && pid != before.First() && IsHealthy(e), _limit);

        var after = await AnswersAsync(echo, count: 2);
        Assert.DoesNotContain(before.First(), after);
        Assert.Contains(before.Last(), after);
        await application.StopAsync(_limit);
    }

    [Fact]
    public async Task A_crashed_process_is_back_and_its_log_goes_on()
    {
        var builder = CreateBuilder();
        builder.AddExecutable("crasher", "/bin/bash", "/", "-c", "echo $$ begins; exec sleep 1000");
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        var first = await application.ResourceNotifications.WaitForResourceAsync("crasher", e => PidOf(e) is not null && IsRunning(e), _limit);
        using var process = System.Diagnostics.Process.GetProcessById(PidOf(first)!.Value);
        process.Kill();
        var second = await application.ResourceNotifications.WaitForResourceAsync("crasher", e => PidOf(e) is { } pid && pid != PidOf(first) && IsRunning(e), _limit);

        var log = Path.Combine(_folder, "logs", "crasher.log");
        string[] expected = [$"{PidOf(first)} begins", $"{PidOf(second)} begins"];
        await Eventually.TrueAsync(async () => expected.All((await File.ReadAllTextAsync(log, _limit)).Contains), TimeSpan.FromSeconds(60));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
        await application.StopAsync(_limit);
    }

    [Fact]
    public async Task What_runs_to_completion_is_not_started_again()
    {
        var builder = CreateBuilder();
        var starts = Path.Combine(_folder, "starts");
        var migration = builder.AddExecutable("migration", "/bin/sh", "/", "-c", $"echo once >>{starts}; exit 0");
        builder.AddExecutable("service", "/bin/sleep", "/", "1000").WaitForCompletion(migration);
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        await application.ResourceNotifications.WaitForResourceAsync("service", IsRunning, _limit);

        // Longer than the first wait before a start.
        await Task.Delay(TimeSpan.FromSeconds(3), _limit);

        Assert.Equal(["once"], await File.ReadAllLinesAsync(starts, _limit));
        await application.StopAsync(_limit);
    }

    [Fact]
    public async Task Services_end_before_the_servers_that_they_use()
    {
        var builder = CreateBuilder();
        var ends = Path.Combine(_folder, "ends");
        builder.AddExecutable("server", "/bin/bash", "/", "-c", $"trap 'echo server >>{ends}; exit 0' TERM; while true; do sleep 0.1; done");
        builder.AddProgram<Echo>("echo").WithHttpEndpoint().WithHttpHealthCheck("/health/ready").WithEnvironment("ENDS", ends);
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("echo", _limit);

        await application.StopAsync(_limit);

        Assert.Equal(["echo", "server"], await File.ReadAllLinesAsync(ends, _limit));
    }

    [Fact]
    public async Task A_stopped_resource_stays_down_until_it_is_started()
    {
        var builder = CreateBuilder();
        var sleeper = builder.AddExecutable("sleeper", "/bin/sleep", "/", "1000");
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        var first = await application.ResourceNotifications.WaitForResourceAsync("sleeper", e => PidOf(e) is not null && IsRunning(e), _limit);

        await application.ResourceCommands.ExecuteCommandAsync(sleeper.Resource, KnownResourceCommands.StopCommand, _limit);
        // Longer than the first wait before a start.
        await Task.Delay(TimeSpan.FromSeconds(3), _limit);
        Assert.False(Directory.Exists($"/proc/{PidOf(first)}"));
        Assert.True(application.ResourceNotifications.TryGetCurrentState("sleeper", out var down));
        Assert.True(ResourceInstances.IsEnded(down.Snapshot.State?.Text), down.Snapshot.State?.Text);
        await application.ResourceCommands.ExecuteCommandAsync(sleeper.Resource, KnownResourceCommands.StartCommand, _limit);

        var second = await application.ResourceNotifications.WaitForResourceAsync("sleeper", e => PidOf(e) is { } pid && pid != PidOf(first) && IsRunning(e), _limit);
        Assert.True(Directory.Exists($"/proc/{PidOf(second)}"));
        await application.StopAsync(_limit);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int? PidOf(ResourceEvent e) => ResourceInstances.ProcessOf(e.Snapshot);

    private static bool IsRunning(ResourceEvent e) => e.Snapshot.State?.Text == KnownResourceStates.Running;

    private static bool IsHealthy(ResourceEvent e) => e.Snapshot.HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;

    // The proxy chooses by chance: so many different processes answer in the end.
    private async Task<SortedSet<int>> AnswersAsync(IResourceBuilder<ProjectResource> project, int count)
    {
        var seen = new SortedSet<int>();
        while (seen.Count < count)
        {
            _limit.ThrowIfCancellationRequested();
            using var request = new HttpRequestMessage(HttpMethod.Get, project.GetEndpoint("http").Url) { Headers = { ConnectionClose = true } };
            using var response = await Http.SendAsync(request, _limit);
            seen.Add(int.Parse(await response.Content.ReadAsStringAsync(_limit), CultureInfo.InvariantCulture));
        }

        return seen;
    }

    private IDistributedApplicationBuilder CreateBuilder()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            AssemblyName = typeof(Programs).Assembly.GetName().Name,
        });
        builder.AddSupervision();
        builder.AddResourceLogFiles(Path.Combine(_folder, "logs"));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        return builder;
    }

    private sealed class Echo : IProjectMetadata
    {
        public string ProjectPath => Path.Combine(Repository.Root, "tests", "Echo", "Echo.csproj");
    }
}
