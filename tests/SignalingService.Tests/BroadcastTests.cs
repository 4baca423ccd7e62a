using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class BroadcastTests
{
    [Fact]
    public async Task Starting_starts_the_stream_and_names_those_who_wait()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        var waiting = await world.ConnectAsync(node);
        var joined = await waiting.JoinAsync(stream);
        Assert.Equal("upcoming", joined.GetProperty("status").GetString());
        var host = await world.ConnectAsync(node, stream.Host.Id);

        var started = await host.StartAsync(stream);

        Assert.Equal("live", started.GetProperty("status").GetString());
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
        Assert.Equal(joined.ViewerId(), (await host.ReceiveAsync("viewer_joined")).ViewerId());
    }

    [Fact]
    public async Task Starting_again_is_harmless_and_names_the_viewers_again()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var viewer = await world.ConnectAsync(node);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();
        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_joined")).ViewerId());

        await host.StartAsync(stream);

        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_joined")).ViewerId());
        Assert.Equal(0, host.Waiting("viewer_joined"));
    }

    [Fact]
    public async Task A_broadcaster_who_reconnects_gets_everyone_and_the_old_connection_loses_the_role()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var old = await world.ConnectAsync(node, stream.Host.Id);
        await old.StartAsync(stream);
        var viewer = await world.ConnectAsync(node);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();
        var anew = await world.ConnectAsync(node, stream.Host.Id);

        await anew.StartAsync(stream);

        Assert.Equal(viewerId, (await anew.ReceiveAsync("viewer_joined")).ViewerId());
        Assert.Equal(0, anew.Waiting("viewer_joined"));
        var offer = new { streamId = stream.StreamId, to = viewerId, offer = new { sdp = "v=0" } };
        Assert.Equal("signaling.not_in_room", await old.InvokeAsync("live_offer", offer).RefusalAsync());
        old.Abort();
        await anew.InvokeAsync("live_offer", offer);
        await viewer.ReceiveAsync("live_offer");
    }

    [Fact]
    public async Task Only_the_signed_in_host_may_start_and_end()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        var anonymous = await world.ConnectAsync(node);
        var stranger = await world.ConnectAsync(node, Guid.CreateVersion7(), "creator", "admin");
        var request = new { streamId = stream.StreamId };

        Assert.Equal("auth.required", await anonymous.InvokeAsync("start_live", request).RefusalAsync());
        Assert.Equal("auth.required", await anonymous.InvokeAsync("end_live", request).RefusalAsync());
        Assert.Equal("stream.not_host", await stranger.InvokeAsync("start_live", request).RefusalAsync());
        Assert.Equal("stream.not_host", await stranger.InvokeAsync("end_live", request).RefusalAsync());
        Assert.Empty(world.Streams.Commands);
    }

    [Fact]
    public async Task Ending_ends_the_stream_once()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);

        var ended = await host.InvokeAsync("end_live", new { streamId = stream.StreamId });

        Assert.Equal("ended", ended.GetProperty("status").GetString());
        Assert.Equal("stream.not_live", await host.InvokeAsync("end_live", new { streamId = stream.StreamId }).RefusalAsync());
        Assert.Equal("stream.not_live", await host.StartAsync(stream).RefusalAsync());
    }

    [Fact]
    public async Task A_broadcaster_who_is_gone_interrupts_the_stream_and_one_who_returns_resumes_it()
    {
        await using var world = await World.CreateAsync(settings: ("Presence:BroadcasterPatience", "00:00:00.2"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);

        host.Abort();

        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted");
        var anew = await world.ConnectAsync(node, stream.Host.Id);
        Assert.Equal("live", (await anew.StartAsync(stream)).GetProperty("status").GetString());
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
    }

    [Fact]
    public async Task A_loss_that_cannot_be_reported_is_reported_once_it_can()
    {
        await using var world = await World.CreateAsync(settings: ("Presence:BroadcasterPatience", "00:00:00.2"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        world.Streams.IsDown = true;

        host.Abort();
        await Eventually.TrueAsync(() => world.Streams.Refused > 1);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
        world.Streams.IsDown = false;

        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted");
    }

    [Fact]
    public async Task A_broadcaster_who_is_back_at_once_interrupts_nothing()
    {
        await using var world = await World.CreateAsync(settings: ("Presence:BroadcasterPatience", "00:00:02"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var other = world.Streams.Add();
        var otherHost = await world.ConnectAsync(node, other.Host.Id);
        await otherHost.StartAsync(other);

        host.Abort();
        var anew = await world.ConnectAsync(node, stream.Host.Id);
        await anew.StartAsync(stream);
        otherHost.Abort();

        // The other one's loss came later, so that this one's would have been reported by then.
        await Eventually.TrueAsync(() => world.Streams.Find(other.StreamId).Status == "interrupted");
        Assert.DoesNotContain(("interrupt", stream.StreamId), world.Streams.Commands);
    }

    [Fact]
    public async Task While_StreamService_does_not_answer_calls_say_so()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var viewer = await world.ConnectAsync(node);
        world.Streams.IsDown = true;

        Assert.Equal("service.unavailable", await viewer.JoinAsync(stream).RefusalAsync());
        world.Streams.IsDown = false;

        Assert.Equal(1, (await viewer.JoinAsync(stream)).ViewerCount());
    }
}
