using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Clockit.AppHost.Servers;
using Clockit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clockit.AppHost.Tests;

/// <summary>The stand-in for Aspire.Hosting, with DCP and processes as they are.</summary>
public sealed class OrchestrationTests : IDisposable
{
    private static readonly string EchoProject = Path.Combine(Repository.Root, "tests", "Echo", "Echo.csproj");
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });

    private readonly string _folder = Directory.CreateTempSubdirectory("clockit-orchestration-").FullName;
    private readonly CancellationToken _limit = new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [Fact]
    public async Task Replicas_share_one_address_and_a_killed_one_is_replaced()
    {
        var builder = CreateBuilder();
        var echo = builder.AddProject("echo", EchoProject).WithHttpEndpoint().WithHttpHealthCheck("/health/ready").WithReplicas(2);
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
    public async Task A_resource_that_must_complete_first_fails_what_waits_for_it()
    {
        var builder = CreateBuilder();
        var migration = builder.AddExecutable("migration", "/bin/sh", "/", "-c", "echo no table here; exit 7");
        builder.AddExecutable("service", "/bin/sleep", "/", "1000").WaitForCompletion(migration);
        await using var application = builder.Build();
        await application.StartAsync(_limit);

        var service = await application.ResourceNotifications.WaitForResourceAsync("service", e => e.Snapshot.State?.Text == KnownResourceStates.FailedToStart, _limit);
        Assert.Null(PidOf(service));
        Assert.True(application.ResourceNotifications.TryGetCurrentState("migration", out var end));
        Assert.Equal(7, end.Snapshot.ExitCode);
        await foreach (var lines in application.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync("migration"))
        {
            Assert.Equal("no table here", Assert.Single(lines).Content);
        }

        await application.StopAsync(_limit);
    }

    [Fact]
    public async Task What_others_wait_for_ends_last()
    {
        var builder = CreateBuilder();
        var ends = Path.Combine(_folder, "ends");
        var server = builder.AddExecutable("server", "/bin/bash", "/", "-c", Until("server", ends));
        builder.AddExecutable("service", "/bin/bash", "/", "-c", Until("service", ends)).WaitFor(server);
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("service", _limit);
        await File.WriteAllTextAsync(ends, string.Empty, _limit);

        await application.StopAsync(_limit);

        Assert.Equal(["service", "server"], await File.ReadAllLinesAsync(ends, _limit));
    }

    [Fact]
    public async Task A_stopped_resource_stays_down_until_it_is_started()
    {
        var builder = CreateBuilder();
        var sleeper = builder.AddExecutable("sleeper", "/bin/sleep", "/", "1000");
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        var first = await application.ResourceNotifications.WaitForResourceHealthyAsync("sleeper", _limit);

        await application.ResourceCommands.ExecuteCommandAsync(sleeper.Resource, KnownResourceCommands.StopCommand, _limit);
        Assert.False(Directory.Exists($"/proc/{PidOf(first)}"));
        await application.ResourceCommands.ExecuteCommandAsync(sleeper.Resource, KnownResourceCommands.StartCommand, _limit);

        var second = await application.ResourceNotifications.WaitForResourceAsync("sleeper", e => PidOf(e) is { } pid && pid != PidOf(first), _limit);
        Assert.True(Directory.Exists($"/proc/{PidOf(second)}"));
        await application.StopAsync(_limit);
    }

    [Fact]
    public async Task A_resource_that_is_started_the_moment_it_has_stopped_runs_again_every_time()
    {
        var builder = CreateBuilder();
        var sleepers = Enumerable.Range(0, 4).Select(i => builder.AddExecutable($"sleeper-{i}", "/bin/sleep", "/", "1000").Resource).ToList();
        await using var application = builder.Build();
        await application.StartAsync(_limit);
        await Task.WhenAll(sleepers.Select(RestartAsync));
        await application.StopAsync(_limit);

        async Task RestartAsync(IResource sleeper)
        {
            var running = await application.ResourceNotifications.WaitForResourceAsync(sleeper.Name, e => PidOf(e) is not null, _limit);
            for (var restart = 0; restart < 10; restart++)
            {
                var before = PidOf(running);
                await application.ResourceCommands.ExecuteCommandAsync(sleeper, KnownResourceCommands.StopCommand, _limit);
                await application.ResourceCommands.ExecuteCommandAsync(sleeper, KnownResourceCommands.StartCommand, _limit);
                running = await application.ResourceNotifications.WaitForResourceAsync(sleeper.Name, e => PidOf(e) is { } pid && pid != before, _limit);
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Until(string name, string file) => $"trap 'echo {name} >>{file}; exit 0' TERM; while true; do sleep 0.1; done";

    private static int? PidOf(ResourceEvent e) =>
        e.Snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } pid ? Convert.ToInt32(pid, CultureInfo.InvariantCulture) : null;

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
            Args = [$"--ResourceLogs={Path.Combine(new LocalData(_folder).Root, "logs")}"],
        });
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        return builder;
    }
}
