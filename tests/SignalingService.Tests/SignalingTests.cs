using System.Text.Json;
using Clockit.SignalingService.Tests.Support;
using Clockit.StreamService.Client;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

public sealed class SignalingTests
{
    [Fact]
    public async Task One_device_cannot_take_all_the_places_of_an_audience()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        await (await world.ConnectAsync(node)).JoinAsync(stream, "greedy");
        await (await world.ConnectAsync(node)).JoinAsync(stream, "greedy");

        Assert.Equal("media.capacity", MediaRefusal(await (await world.ConnectAsync(node)).JoinAsync(stream, "greedy")));
        for (var i = 0; i < 6; i++)
        {
            Assert.Null(MediaRefusal(await (await world.ConnectAsync(node)).JoinAsync(stream, $"viewer-{i}")));
        }

        Assert.Equal("media.capacity", MediaRefusal(await (await world.ConnectAsync(node)).JoinAsync(stream, "ninth")));
    }

    [Fact]
    public async Task An_offer_its_answer_and_candidates_pass_between_broadcaster_and_viewer_only()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        var hostId = (await host.StartAsync(stream)).ViewerId();
        var other = await world.ConnectAsync(node);
        await other.JoinAsync(stream);
        await host.ReceiveAsync("viewer_joined");
        var viewer = await world.ConnectAsync(node);

        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();
        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_joined")).ViewerId());
        await SendAsync(host, "live_offer", stream, viewerId, "offer", new { type = "offer", sdp = "v=0\r\no=- 1" });
        var offer = await viewer.ReceiveAsync("live_offer");
        Assert.True(offer.IsOf(stream));
        Assert.Equal(hostId, offer.GetProperty("from").GetString());
        Assert.Equal("v=0\r\no=- 1", offer.GetProperty("offer").GetProperty("sdp").GetString());

        await SendAsync(viewer, "live_answer", stream, offer.GetProperty("from").GetString(), "answer", new { type = "answer", sdp = "v=0\r\no=- 2" });
        var answer = await host.ReceiveAsync("live_answer");
        Assert.Equal(viewerId, answer.GetProperty("from").GetString());
        Assert.Equal("v=0\r\no=- 2", answer.GetProperty("answer").GetProperty("sdp").GetString());

        await SendAsync(host, "live_ice_candidate", stream, viewerId, "candidate", new { candidate = "candidate:1", sdpMid = "0", sdpMLineIndex = 0 });
        await SendAsync(viewer, "live_ice_candidate", stream, hostId, "candidate", new { candidate = "candidate:2", sdpMid = "0", sdpMLineIndex = 0 });
        Assert.Equal("candidate:1", (await viewer.ReceiveAsync("live_ice_candidate")).GetProperty("candidate").GetProperty("candidate").GetString());
        var candidate = await host.ReceiveAsync("live_ice_candidate");
        Assert.Equal(viewerId, candidate.GetProperty("from").GetString());
        Assert.Equal(0, candidate.GetProperty("candidate").GetProperty("sdpMLineIndex").GetInt32());

        await other.SeeCountAsync(stream, 2);
        Assert.DoesNotContain(other.Pushes, push => push.Target.StartsWith("live_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_sent_a_signal_is_told_by_the_server_whatever_the_sender_says()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        var hostId = (await host.StartAsync(stream)).ViewerId();
        var viewer = await world.ConnectAsync(node);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();

        await host.InvokeAsync("live_offer", new { streamId = stream.StreamId, to = viewerId, from = "somebody-else", offer = new { sdp = "v=0" } });

        Assert.Equal(hostId, (await viewer.ReceiveAsync("live_offer")).GetProperty("from").GetString());
    }

    [Fact]
    public async Task A_signal_to_a_peer_in_another_room_is_refused()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var elsewhere = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var stranger = await world.ConnectAsync(node);
        var strangerId = (await stranger.JoinAsync(elsewhere)).ViewerId();

        Assert.Equal("signaling.target_not_in_room", await OfferAsync(host, stream, strangerId).RefusalAsync());
        Assert.Equal("signaling.target_not_in_room", await OfferAsync(host, stream, "nobody").RefusalAsync());
        Assert.Equal("signaling.not_in_room", await OfferAsync(host, elsewhere, strangerId).RefusalAsync());

        // What was refused was not delivered either: the next thing that the stranger hears is something else.
        await stranger.SeeCountAsync(elsewhere, 1);
        Assert.Equal(0, stranger.Waiting("live_offer"));
    }

    [Fact]
    public async Task A_viewer_cannot_signal_to_another_viewer()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var first = await world.ConnectAsync(node);
        await first.JoinAsync(stream);
        var second = await world.ConnectAsync(node);
        var secondId = (await second.JoinAsync(stream)).ViewerId();

        Assert.Equal("signaling.target_not_in_room", await OfferAsync(first, stream, secondId).RefusalAsync());
    }

    [Fact]
    public async Task Whoever_left_can_neither_send_nor_be_sent_to()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        var hostId = (await host.StartAsync(stream)).ViewerId();
        var viewer = await world.ConnectAsync(node);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();
        await viewer.LeaveAsync(stream);

        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_left")).ViewerId());
        Assert.Equal("signaling.target_not_in_room", await OfferAsync(host, stream, viewerId).RefusalAsync());
        Assert.Equal("signaling.not_in_room", await OfferAsync(viewer, stream, hostId).RefusalAsync());
    }

    [Fact]
    public async Task A_viewer_who_disconnects_is_reported_to_the_broadcaster()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var viewer = await world.ConnectAsync(node);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();

        viewer.Abort();

        Assert.Equal(viewerId, (await host.ReceiveAsync("viewer_left")).ViewerId());
    }

    [Fact]
    public async Task Oversized_signals_are_refused_and_the_connection_lives_on()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var viewer = await world.ConnectAsync(node);
        var viewerId = (await viewer.JoinAsync(stream)).ViewerId();
        var line = "a=candidate\r\n";
        var largest = string.Concat(Enumerable.Repeat(line, 64 * 1024 / line.Length));

        Assert.Equal("signaling.too_large", await OfferAsync(host, stream, viewerId, largest + new string('x', 1024)).RefusalAsync());
        Assert.Equal("signaling.too_large", await OfferAsync(host, stream, viewerId, new string('x', 200_000)).RefusalAsync());
        Assert.Equal("signaling.too_large", await SendAsync(host, "live_ice_candidate", stream, viewerId, "candidate", new { candidate = new string('x', 4096) }).RefusalAsync());

        await OfferAsync(host, stream, viewerId, largest);
        Assert.Equal(largest, (await viewer.ReceiveAsync("live_offer")).GetProperty("offer").GetProperty("sdp").GetString());
    }

    [Fact]
    public async Task A_full_mesh_has_no_media_for_newcomers_who_are_in_the_room_all_the_same_and_get_it_once_there_is_a_place()
    {
        await using var world = await World.CreateAsync(settings: ("Signaling:MeshCapacity", "2"));
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var host = await world.ConnectAsync(node, stream.Host.Id);
        await host.StartAsync(stream);
        var first = await world.ConnectAsync(node);
        await first.JoinAsync(stream);
        var second = await world.ConnectAsync(node);
        await second.JoinAsync(stream);
        var third = await world.ConnectAsync(node);

        var joined = await third.JoinAsync(stream);
        Assert.Equal(("mesh", "media.capacity", 3), (joined.GetProperty("media").GetString(), MediaRefusal(joined), joined.ViewerCount()));
        Assert.Null(MediaRefusal(await first.JoinAsync(stream)));
        await second.LeaveAsync(stream);
        Assert.Null(MediaRefusal(await third.JoinAsync(stream)));
        // The broadcaster hears of the third when it gets media, and of nobody twice.
        await host.ReceiveAsync("viewer_joined", message => message.ViewerId() == joined.ViewerId());
    }

    [Fact]
    public async Task Eight_viewers_get_media_unless_configured_otherwise()
    {
        await using var world = await World.CreateAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        for (var viewers = 1; viewers <= 8; viewers++)
        {
            Assert.Equal(viewers, (await (await world.ConnectAsync(node)).JoinAsync(stream)).ViewerCount());
        }

        Assert.Equal("media.capacity", MediaRefusal(await (await world.ConnectAsync(node)).JoinAsync(stream)));
    }

    [Fact]
    public async Task Where_there_is_a_media_server_a_room_is_its_unless_the_host_sends_from_the_browser_to_each()
    {
        await using var world = await World.CreateWithMediaAsync(settings: ("Signaling:MeshCapacity", "1"));
        var node = await world.StartNodeAsync();
        var (stream, direct) = (world.Streams.Add(), world.Streams.Add());
        for (var viewers = 1; viewers <= 12; viewers++)
        {
            var joined = await (await world.ConnectAsync(node)).JoinAsync(stream);
            Assert.Equal(("sfu", null, viewers), (joined.GetProperty("media").GetString(), MediaRefusal(joined), joined.ViewerCount()));
        }

        Assert.Equal("sfu", (await (await world.ConnectAsync(node, stream.Host.Id)).StartAsync(stream)).GetProperty("media").GetString());
        var host = await world.ConnectAsync(node, direct.Host.Id);
        Assert.Equal("request.invalid", await host.InvokeAsync("start_live", new { streamId = direct.StreamId, media = "x" }).RefusalAsync());
        Assert.Equal("mesh", (await host.InvokeAsync("start_live", new { streamId = direct.StreamId, media = "mesh" })).GetProperty("media").GetString());
        Assert.Equal("mesh", (await (await world.ConnectAsync(node)).JoinAsync(direct)).GetProperty("media").GetString());
        Assert.Equal("media.capacity", MediaRefusal(await (await world.ConnectAsync(node)).JoinAsync(direct)));

        // An encoder on the same stream is what is shown.
        using var encoder = World.CreatePublisher(node.Address, direct);
        using var published = await encoder.PublishAsync(direct);
        Assert.Equal("sfu", (await (await world.ConnectAsync(node)).JoinAsync(direct)).GetProperty("media").GetString());
    }

    [Fact]
    public async Task A_connection_that_calls_too_often_is_refused_for_a_while()
    {
        await using var world = await World.CreateAsync(settings: [("Signaling:CallBurst", "5"), ("Signaling:CallsPerSecond", "1")]);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add();
        var flooder = await world.ConnectAsync(node);
        var codes = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            try
            {
                await flooder.JoinAsync(stream);
                codes.Add("joined");
            }
            catch (HubInvocationException refused)
            {
                codes.Add(refused.Code);
            }
        }

        Assert.All(codes.Take(5), code => Assert.Equal("joined", code));
        Assert.Contains("signaling.rate_limited", codes, StringComparer.Ordinal);
        Assert.Equal(2, (await (await world.ConnectAsync(node)).JoinAsync(stream)).ViewerCount());
    }

    private static string? MediaRefusal(JsonElement joined) => joined.GetProperty("mediaRefusal").GetString();

    private static Task OfferAsync(HubClient client, StreamSummary stream, string to, string sdp = "v=0") =>
        SendAsync(client, "live_offer", stream, to, "offer", new { type = "offer", sdp });

    private static Task SendAsync(HubClient client, string method, StreamSummary stream, string? to, string name, object signal) =>
        client.InvokeAsync(method, new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["streamId"] = stream.StreamId,
            ["to"] = to,
            [name] = JsonSerializer.SerializeToElement(signal),
        });
}
