using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;
using StackExchange.Redis;

namespace Clockit.SignalingService.Tests;

public sealed class RedisOutageTests
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task While_Redis_is_down_connections_stay_and_calls_say_so_and_afterwards_the_count_is_right()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.CreateAsync(redis: await redis.ConnectionStringAsync(), settings: ("Presence:Beat", "00:00:00.5"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var host = world.CreateHttpClient(node, stream.Host.Id);
        var stays = await world.ConnectAsync(node);
        await stays.JoinAsync(stream);
        var goes = await world.ConnectAsync(node);
        await goes.JoinAsync(stream);
        var comes = await world.ConnectAsync(node);
        Assert.Equal(2, await host.BeginViewAsync(stream));

        await redis.KillAsync();
        Assert.Equal("service.unavailable", await comes.JoinAsync(stream).RefusalAsync());
        goes.Abort();
        using (var refused = await host.PostAsync(new Uri($"/api/live/{stream.StreamId}/viewer", UriKind.Relative), content: null))
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("service.unavailable", await refused.CodeAsync());
        }

        Assert.False(stays.Closed.IsCompleted);
        await redis.StartAsync();

        // The one that went while nobody could note it no longer counts, and the refused one can join.
        await Eventually.TrueAsync(async () => await CountOrNothingAsync(host, stream) == 1, Recovery);
        Assert.Equal(2, (await comes.JoinAsync(stream)).ViewerCount());
        await stays.SeeCountAsync(stream, 2, Recovery);
    }

    [Fact]
    public async Task After_Redis_lost_everything_the_count_is_right_again()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.CreateAsync(redis: await redis.ConnectionStringAsync(), settings: ("Presence:Beat", "00:00:00.5"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        using var host = world.CreateHttpClient(node, stream.Host.Id);
        var broadcaster = await world.ConnectAsync(node, stream.Host.Id);
        var broadcasterId = (await broadcaster.StartAsync(stream)).ViewerId();
        var first = await world.ConnectAsync(node);
        await first.JoinAsync(stream);
        var second = await world.ConnectAsync(node);
        await second.JoinAsync(stream);

        using (var connection = await ConnectionMultiplexer.ConnectAsync(await redis.ConnectionStringAsync()))
        {
            await connection.GetDatabase().ExecuteAsync("FLUSHALL");
        }

        await Eventually.TrueAsync(async () => await CountOrNothingAsync(host, stream) == 2, Recovery);
        // The broadcaster has its role again too.
        await Eventually.TrueAsync(async () => await AnswersAsync(first, stream, broadcasterId), Recovery);
    }

    [Fact]
    public async Task A_Redis_that_hangs_does_not_hold_up_a_call_for_long()
    {
        await using var redis = await TestServers.StartRedisAsync();
        await using var world = await World.CreateAsync(redis: await redis.ConnectionStringAsync(), settings: ("Presence:Beat", "00:00:00.5"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var viewer = await world.ConnectAsync(node);

        await redis.PauseAsync();
        // The client of these tests gives up after ten seconds.
        Assert.Equal("service.unavailable", await viewer.JoinAsync(stream).RefusalAsync());
        await redis.ResumeAsync();

        await Eventually.TrueAsync(() => JoinsAsync(viewer, stream), Recovery);
        using var host = world.CreateHttpClient(node, stream.Host.Id);
        Assert.Equal(1, await host.BeginViewAsync(stream));
    }

    private static async Task<bool> JoinsAsync(HubClient viewer, StreamService.Client.StreamSummary stream)
    {
        try
        {
            return (await viewer.JoinAsync(stream)).ViewerCount() == 1;
        }
        catch (HubInvocationException unavailable) when (unavailable.Code == "service.unavailable")
        {
            return false;
        }
    }

    private static async Task<bool> AnswersAsync(HubClient viewer, StreamService.Client.StreamSummary stream, string broadcaster)
    {
        try
        {
            await viewer.InvokeAsync("live_answer", new { streamId = stream.StreamId, to = broadcaster, answer = new { sdp = "v=0" } });
            return true;
        }
        catch (HubInvocationException notYet) when (notYet.Code.StartsWith("signaling.", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>The host is not counted, so that it can ask without changing what it asks for.</summary>
    private static async Task<int?> CountOrNothingAsync(HttpClient host, StreamService.Client.StreamSummary stream)
    {
        using var response = await host.PostAsync(new Uri($"/api/live/{stream.StreamId}/viewer", UriKind.Relative), content: null);
        return response.IsSuccessStatusCode ? await host.BeginViewAsync(stream) : null;
    }
}
