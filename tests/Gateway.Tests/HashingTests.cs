using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Clockit.Gateway.Tests.Support;

namespace Clockit.Gateway.Tests;

/// <summary>A burst of sign-ins leaves the processor to everybody else.</summary>
public sealed class HashingTests(SharedGateway shared)
{
    [Fact]
    public async Task A_burst_is_bounded_and_others_are_answered_meanwhile()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var crowd = gateway.Client();
        using var other = shared.Gateway.Client();
        var burst = Enumerable.Range(0, 150).Select(_ => crowd.PostAsJsonAsync("/api/auth/login", new { username = GatewayHost.NewName(), password = "wrong horse" })).ToList();
        var waits = new List<TimeSpan>();
        while (!burst.TrueForAll(answer => answer.IsCompleted) && waits.Count < 20)
        {
            var begun = Stopwatch.GetTimestamp();
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/auth/providers")).StatusCode);
            waits.Add(Stopwatch.GetElapsedTime(begun));
        }

        var answers = await Task.WhenAll(burst);
        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests }));
        // One address has 64 places in the queue.
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Unauthorized);
        Assert.True(waits.Order().ElementAt(waits.Count / 2) < TimeSpan.FromSeconds(2), $"Others waited {waits.Order().ElementAt(waits.Count / 2)}.");
    }
}
