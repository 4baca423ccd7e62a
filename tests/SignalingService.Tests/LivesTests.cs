using Clockit.SignalingService.Application.Presence;
using Clockit.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>Nothing that runs in the background ends by an exception, whatever fails.</summary>
public sealed class LivesTests
{
    public static TheoryData<string> Workers() => [.. Calamity.WorkersOf(typeof(LocalConnections).Assembly).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Workers))]
    public async Task A_worker_lives_on_while_everything_that_it_asks_for_fails(string name)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var calamity = new Calamity(time);
        using var worker = calamity.Create(typeof(LocalConnections).Assembly.GetType(name)!);

        await worker.StartAsync(CancellationToken.None);
        for (var i = 0; i < 200; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2);
            Assert.False(worker.ExecuteTask!.IsCompleted, $"{name} ended after {calamity.Calls} calls: {worker.ExecuteTask.Exception}");
        }

        await worker.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
        Assert.True(worker.ExecuteTask!.IsCompleted);
    }
}
