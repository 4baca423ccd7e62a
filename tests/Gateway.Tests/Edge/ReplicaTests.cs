using System.Diagnostics;
using System.Globalization;
using System.Net;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>Two replicas of a service, of which one hangs or is gone.</summary>
public sealed class ReplicaTests : IAsyncLifetime
{
    private static readonly string Program = Path.Combine(Repository.Root, "tests/Echo/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0/Clockit.Echo.dll");
    private readonly Process[] _replicas = new Process[2];
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        var settings = new List<(string, string)> { ("Forwarding:ReadTimeout", "00:00:01"), ("Forwarding:WriteTimeout", "00:00:02") };
        for (var index = 0; index < _replicas.Length; index++)
        {
            var address = $"http://127.0.0.1:{FreePort.Find()}";
            _replicas[index] = Process.Start(new ProcessStartInfo("dotnet", [Program, "--urls", address]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            settings.Add(($"services:chat-service:http:{index}", address));
        }

        _gateway = await GatewayHost.StartAsync(settings: [.. settings]);
        await Eventually.TrueAsync(async () => (await AskAsync(20)).Distinct().Count() == 2, TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var replica in _replicas)
        {
            replica.Kill();
            replica.Dispose();
        }
    }

    [Fact]
    public async Task Reads_are_answered_by_the_other_while_one_hangs()
    {
        await SignalAsync("STOP", _replicas[0]);
        try
        {
            var watch = Stopwatch.StartNew();
            var answers = await AskAsync(40);
            Assert.All(answers, answer => Assert.Equal(_replicas[1].Id, answer));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
            // It has been found out: nobody waits for it any more.
            watch.Restart();
            await AskAsync(40);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        }
        finally
        {
            await SignalAsync("CONT", _replicas[0]);
        }

        await Eventually.TrueAsync(async () => (await AskAsync(20)).Distinct().Count() == 2, TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_write_that_hangs_is_answered_in_time_and_made_once()
    {
        using var client = _gateway.Client();
        await SignalAsync("STOP", _replicas[0]);
        try
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (await client.PostAsync($"/api/live/{Guid.NewGuid()}/comment", content: null)).StatusCode));
            Assert.All(statuses, status => Assert.Contains(status, new[] { HttpStatusCode.OK, HttpStatusCode.GatewayTimeout }));
            Assert.Contains(HttpStatusCode.GatewayTimeout, statuses);
        }
        finally
        {
            await SignalAsync("CONT", _replicas[0]);
        }
    }

    [Fact]
    public async Task Nobody_notices_that_one_is_gone()
    {
        using var client = _gateway.Client();
        _replicas[0].Kill();
        await _replicas[0].WaitForExitAsync();
        Assert.All(await AskAsync(30), answer => Assert.Equal(_replicas[1].Id, answer));
        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => (await client.PostAsync($"/api/live/{Guid.NewGuid()}/comment", content: null)).StatusCode));
        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private async Task<int[]> AskAsync(int times)
    {
        using var client = _gateway.Client();
        return await Task.WhenAll(Enumerable.Range(0, times).Select(async _ =>
            int.TryParse(await client.GetStringAsync($"/api/live/{Guid.NewGuid()}/chat/who"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0));
    }

    private static async Task SignalAsync(string signal, Process process)
    {
        using var kill = Process.Start("/bin/kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
