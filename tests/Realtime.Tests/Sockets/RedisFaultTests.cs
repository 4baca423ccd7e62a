using Clockit.Testing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.Realtime.Tests.Sockets;

public sealed class RedisFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(60);

    private TestRedis _redis = null!;
    private string _address = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await TestServers.StartRedisAsync();
        _address = await _redis.ConnectionStringAsync();
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    [Fact]
    public async Task While_redis_is_down_rooms_go_on_locally_and_afterwards_everywhere()
    {
        await using var a = await HubHost.StartAsync(_address, "test:", options => options.SubscribeTimeout = TimeSpan.FromMilliseconds(500));
        await using var b = await HubHost.StartAsync(_address, "test:", options => options.SubscribeTimeout = TimeSpan.FromMilliseconds(500));
        await using var ada = await HubClient.ConnectAsync(a.Hub);
        await using var bob = await HubClient.ConnectAsync(a.Hub);
        await using var eve = await HubClient.ConnectAsync(b.Hub);
        foreach (var client in (HubClient[])[ada, bob, eve])
        {
            await client.InvokeAsync("join", "room");
        }

        await ada.InvokeAsync("say", "room", "before");
        Assert.Equal("before", await HeardAsync(eve));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(a));

        await _redis.KillAsync().WaitAsync(ServerPatience);
        await Eventually.TrueAsync(async () => await HealthAsync(a) == HealthStatus.Unhealthy);
        for (var i = 0; i < 20; i++)
        {
            await ada.InvokeAsync("say", "room", $"during {i}");
        }

        Assert.Equal("before", await HeardAsync(bob));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal($"during {i}", await HeardAsync(bob));
        }

        // Joining goes on too, also a room that Redis has not heard of.
        await bob.InvokeAsync("join", "new room");
        await eve.InvokeAsync("join", "new room");
        await ada.InvokeAsync("say", "new room", "still here");
        Assert.Equal("still here", await HeardAsync(bob));

        await _redis.StartAsync().WaitAsync(ServerPatience);
        await Eventually.TrueAsync(async () => await HealthAsync(a) == HealthStatus.Healthy, TimeSpan.FromSeconds(20));
        foreach (var room in (string[])["room", "new room"])
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await ada.InvokeAsync("say", room, "after in " + room);
                    return eve.Pushes.Any(push => push.Argument.GetProperty("text").GetString() == "after in " + room);
                },
                TimeSpan.FromSeconds(20));
        }

        Assert.All((HubClient[])[ada, bob, eve], client => Assert.False(client.Closed.IsCompleted));
    }

    [Fact]
    public async Task A_message_for_another_nodes_connection_fails_clearly_while_redis_is_down()
    {
        await using var a = await HubHost.StartAsync(_address, "test:");
        await using var b = await HubHost.StartAsync(_address, "test:");
        await using var ada = await HubClient.ConnectAsync(a.Hub);
        await using var eve = await HubClient.ConnectAsync(b.Hub);
        var (adasId, evesId) = (await ada.InvokeAsync<string>("join", "room"), await eve.InvokeAsync<string>("join", "room"));

        await _redis.KillAsync().WaitAsync(ServerPatience);
        await Eventually.TrueAsync(async () => await HealthAsync(a) == HealthStatus.Unhealthy);

        await Assert.ThrowsAsync<Clockit.Realtime.Brokers.BrokerUnavailableException>(
            () => a.Context.Clients.Client(evesId).SendAsync("whispered", new { text = "lost" }).WaitAsync(TimeSpan.FromSeconds(10)));
        await a.Context.Clients.Client(adasId).SendAsync("whispered", new { text = "local" });
        Assert.Equal("local", (await ada.ReceiveAsync("whispered")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_node_starts_and_serves_while_redis_is_down()
    {
        await _redis.KillAsync().WaitAsync(ServerPatience);
        await using var host = await HubHost.StartAsync(_address, "test:", options => options.SubscribeTimeout = TimeSpan.FromMilliseconds(300));
        await using var client = await HubClient.ConnectAsync(host.Hub);
        await client.InvokeAsync("join", "room");
        await client.InvokeAsync("say", "room", "alone");
        Assert.Equal("alone", await HeardAsync(client));

        await _redis.StartAsync().WaitAsync(ServerPatience);

        await Eventually.TrueAsync(async () => await HealthAsync(host) == HealthStatus.Healthy, TimeSpan.FromSeconds(30));
        await using var other = await HubHost.StartAsync(_address, "test:");
        await using var eve = await HubClient.ConnectAsync(other.Hub);
        await Eventually.TrueAsync(
            async () =>
            {
                await eve.InvokeAsync("say", "room", "found");
                return client.Pushes.Any(push => push.Argument.GetProperty("text").GetString() == "found");
            },
            TimeSpan.FromSeconds(30));
    }

    private static async Task<string?> HeardAsync(HubClient client) =>
        (await client.ReceiveAsync("said")).GetProperty("text").GetString();

    private static async Task<HealthStatus> HealthAsync(HubHost host) =>
        (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status;
}
