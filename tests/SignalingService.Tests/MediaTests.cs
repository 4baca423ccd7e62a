using System.Net;
using System.Net.Http.Headers;
using Clockit.SignalingService.Tests.Support;
using Clockit.Testing;

namespace Clockit.SignalingService.Tests;

/// <summary>Media that flows: Chromium's fake camera through a real Janus.</summary>
public sealed class MediaTests
{
    [Fact]
    public async Task A_viewer_sees_the_broadcaster_and_who_takes_over_and_is_cut_off_where_it_may_not_see_the_stream()
    {
        await using var world = await World.CreateWithMediaAsync();
        var (node, other) = (await world.StartNodeAsync(), await world.StartNodeAsync());
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var (camera, viewer) = (await browser.OpenAsync(node.Address), await browser.OpenAsync(other.Address));

        await camera.PublishAsync(stream);
        var session = await viewer.WatchAsync(stream);
        await viewer.SeesPictureAsync();

        // Another encoder with the same key.
        var second = await browser.OpenAsync(other.Address);
        await second.PublishAsync(stream);
        await Eventually.TrueAsync(async () => await camera.EvaluateAsync<bool>("() => window.publisher.connectionState !== 'connected'"));
        await viewer.SeesPictureAsync();
        Assert.DoesNotContain(("interrupt", stream.StreamId), world.Streams.Commands);

        using var stranger = world.CreateHttpClient(node, Guid.CreateVersion7());
        using var refused = await stranger.DeleteAsync(new Uri(new Uri(session).PathAndQuery, UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, "media.session_not_found"), (refused.StatusCode, await refused.CodeAsync()));
        using var anonymous = world.CreateHttpClient(node);
        using var trickled = await anonymous.TrickleAsync(new Uri(new Uri(session).PathAndQuery, UriKind.Relative), ifMatch: null);
        Assert.Equal(HttpStatusCode.PreconditionRequired, trickled.StatusCode);

        world.Streams.Change(stream.StreamId, known => known with { Visibility = "private" });
        await Eventually.TrueAsync(async () => await viewer.ViewerStateAsync() is "closed" or "failed" or "disconnected", TimeSpan.FromSeconds(20));
        using var gone = await anonymous.GetAsync(new Uri(new Uri(session).PathAndQuery, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
    }

    [Fact]
    public async Task A_broadcaster_whose_page_closes_interrupts_the_stream_and_its_viewer_sees_it_again_when_it_is_back()
    {
        await using var world = await World.CreateWithMediaAsync();
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var (camera, viewer) = (await browser.OpenAsync(node.Address), await browser.OpenAsync(node.Address));
        await camera.PublishAsync(stream);
        await viewer.WatchAsync(stream);
        await viewer.SeesPictureAsync();

        await camera.CloseAsync();
        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted");

        var anew = await browser.OpenAsync(node.Address);
        await anew.PublishAsync(stream);
        Assert.Equal("live", world.Streams.Find(stream.StreamId).Status);
        // Without asking again.
        await viewer.SeesPictureAsync();
    }

    [Fact]
    public async Task A_broadcaster_of_whom_nothing_arrives_interrupts_the_stream_until_it_does()
    {
        await using var world = await World.CreateWithMediaAsync(settings: [("Media:Silence", "00:00:00.2"), ("Media:Poll", "00:00:00.1")]);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming");
        await using var browser = await Browser.StartAsync();
        var camera = await browser.OpenAsync(node.Address);
        await camera.PublishAsync(stream);
        await (await browser.OpenAsync(node.Address)).WatchAsync(stream);

        await camera.EvaluateAsync("() => Promise.all(window.publisher.getSenders().map(async sender => { sender.kept = sender.track; await sender.replaceTrack(null); }))");
        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted", TimeSpan.FromSeconds(15));

        await camera.EvaluateAsync("() => Promise.all(window.publisher.getSenders().map(sender => sender.replaceTrack(sender.kept)))");
        await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "live", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task What_was_recorded_in_two_sittings_is_one_file_that_plays_and_that_those_read_who_may_see_the_stream()
    {
        await using var world = await World.CreateWithMediaAsync(ownBus: true);
        var node = await world.StartNodeAsync();
        var stream = world.Streams.Add(status: "upcoming", recordEnabled: true);
        await using var browser = await Browser.StartAsync();
        for (var sitting = 0; sitting < 2; sitting++)
        {
            var camera = await browser.OpenAsync(node.Address);
            await camera.PublishAsync(stream);
            var viewer = await browser.OpenAsync(node.Address);
            await viewer.WatchAsync(stream);
            await viewer.SeesPictureAsync();
            await camera.CloseAsync();
            await Eventually.TrueAsync(() => world.Streams.Find(stream.StreamId).Status == "interrupted");
        }

        world.Streams.Change(stream.StreamId, known => known with { Status = "ended", Visibility = "private" });
        using var host = world.CreateHttpClient(node, stream.Host.Id);
        var address = new Uri($"/api/live/{stream.StreamId}/recording", UriKind.Relative);
        await world.PublishAsync(Streams.Ended(world.Streams.Find(stream.StreamId) with { StartedAt = TimeProvider.System.GetUtcNow() }, sequence: 6));
        await Eventually.TrueAsync(() => world.Streams.RecordingOf(stream.StreamId) is not null, TimeSpan.FromSeconds(60));
        Assert.Equal($"/api/live/{stream.StreamId}/recording", world.Streams.RecordingOf(stream.StreamId));

        using var whole = await host.GetAsync(address);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal("video/webm", whole.Content.Headers.ContentType!.MediaType);
        var bytes = await whole.Content.ReadAsByteArrayAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(1000, 1999) } };
        using var part = await host.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[1000..2000], await part.Content.ReadAsByteArrayAsync());
        using var stranger = world.CreateHttpClient(node, Guid.CreateVersion7());
        using var hidden = await stranger.GetAsync(address);
        Assert.Equal((HttpStatusCode.NotFound, "stream.not_found"), (hidden.StatusCode, await hidden.CodeAsync()));
        await PlaysAsync(bytes);
    }

    /// <summary>Decodes every frame: both kinds of media are there, and nothing in it is broken.</summary>
    private static async Task PlaysAsync(byte[] recording)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, recording);
            var (_, streams) = await Repository.RunAsync("ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", file);
            Assert.Equal(["opus", "vp8"], streams.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
            var (exitCode, output) = await Repository.RunAsync("ffmpeg", "-nostdin", "-v", "error", "-xerror", "-i", file, "-f", "null", "-");
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
