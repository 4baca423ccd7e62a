using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>WHEP as players ask for it: an offer, answered with 201, and then a picture.</summary>
public sealed class WatchingTests
{
    /// <summary>As Firefox numbers its codecs.</summary>
    private static readonly object OtherPayloadTypes = new { opus = 109, VP8 = 120, VP9 = 121, H264 = 126, AV1 = 99 };

    [Theory]
    [InlineData("VP8")]
    [InlineData("H264")]
    [InlineData("VP9")]
    [InlineData("AV1")]
    public async Task Any_codec_is_seen_and_heard_whatever_payload_types_the_viewer_offers(string codec)
    {
        await using var world = await World.CreateWithMediaAsync();
        var (node, other) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var camera = await browser.OpenAsync(node.Address);
        await camera.PublishAsync(stream, codec);

        var (usual, unusual, another) = (await browser.OpenAsync(node.Address), await browser.OpenAsync(node.Address), await browser.OpenAsync(other.Address));
        await usual.WatchAsync(stream);
        await unusual.WatchAsync(stream, payloadTypes: OtherPayloadTypes);
        await another.WatchAsync(stream, payloadTypes: OtherPayloadTypes);

        foreach (var viewer in new[] { usual, unusual, another })
        {
            await viewer.SeesPictureAsync();
            await viewer.HearsSoundAsync();
            Assert.StartsWith($"video/{codec} ", await viewer.DecodedVideoAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("both", "audio")]
    [InlineData("both", "video")]
    [InlineData("audio", "both")]
    [InlineData("video", "both")]
    public async Task Audio_or_video_alone_can_be_sent_and_watched(string sent, string watched)
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var camera = await browser.OpenAsync(node.Address);
        await camera.PublishAsync(stream, kinds: KindOf(sent));

        foreach (var payloadTypes in new[] { null, OtherPayloadTypes })
        {
            var viewer = await browser.OpenAsync(node.Address);
            await viewer.WatchAsync(stream, KindOf(watched), payloadTypes);
            if (sent is not "audio" && watched is not "audio")
            {
                await viewer.SeesPictureAsync();
            }

            if (sent is not "video" && watched is not "video")
            {
                await viewer.HearsSoundAsync();
            }
        }

        static string? KindOf(string kinds) => kinds is "both" ? null : kinds;
    }

    [Fact]
    public async Task Who_takes_over_is_seen_without_asking_again_and_in_another_codec_by_asking_again()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var (usual, unusual) = (await browser.OpenAsync(node.Address), await browser.OpenAsync(node.Address));
        await (await browser.OpenAsync(node.Address)).PublishAsync(stream, "VP8");
        await usual.WatchAsync(stream);
        await unusual.WatchAsync(stream, payloadTypes: OtherPayloadTypes);

        await (await browser.OpenAsync(node.Address)).PublishAsync(stream, "VP8");
        foreach (var viewer in new[] { usual, unusual })
        {
            await viewer.SeesPictureAsync();
        }

        await (await browser.OpenAsync(node.Address)).PublishAsync(stream, "H264");
        foreach (var viewer in new[] { usual, unusual })
        {
            await Eventually.TrueAsync(async () => await viewer.ViewerStateAsync() is not "connected");
            await viewer.WatchAsync(stream, payloadTypes: viewer == usual ? null : OtherPayloadTypes);
            await viewer.SeesPictureAsync();
            Assert.StartsWith("video/H264 ", await viewer.DecodedVideoAsync(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(("interrupt", stream.StreamId), world.Streams.Commands);
    }

    [Fact]
    public async Task A_client_that_asks_for_a_counter_offer_gets_one_and_sees_the_stream()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var (camera, viewer) = (await browser.OpenAsync(node.Address), await browser.OpenAsync(node.Address));
        await camera.PublishAsync(stream);

        await viewer.WatchByCounterOfferAsync(stream);

        await viewer.SeesPictureAsync();
    }
}
