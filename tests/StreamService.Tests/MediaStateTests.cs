using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

/// <summary>A stream that was started and to which nothing comes.</summary>
public sealed class MediaStateTests
{
    [Fact]
    public async Task A_stream_without_media_says_so_and_ends_unless_its_media_or_its_address_comes()
    {
        await using var service = await StreamServiceHost.StartAsync(settings: [("Media:StartPeriod", "00:00:02")]);
        await using var events = await EventSubscriber.StartAsync(service.Messaging);
        var host = Guid.CreateVersion7();
        using var creator = service.SignedIn(host, "creator");
        using var media = service.Service();
        async Task<JsonNode> ReadAsync(Guid id) => await (await creator.GetAsync($"/api/live/{id}")).JsonAsync();

        var (silent, heard, external) = (await creator.CreateStreamAsync(), await creator.CreateStreamAsync(), await creator.CreateStreamAsync());
        Assert.Null((await ReadAsync(silent))["mediaState"]);
        await creator.PostAsync($"/api/live/{silent}/start");
        await creator.PostAsync($"/api/live/{heard}/start");
        await creator.PostAsJsonAsync($"/api/live/{external}/start", new { playbackUrl = "https://video.example/live.m3u8" });
        Assert.Equal("waiting", (string?)(await ReadAsync(silent))["mediaState"]);
        Assert.Equal("external", (string?)(await ReadAsync(external))["mediaState"]);

        await media.PostAsJsonAsync($"/internal/streams/{heard}/start", new { hostId = host });
        Assert.Equal("receiving", (string?)(await ReadAsync(heard))["mediaState"]);
        var listed = await (await creator.GetAsync($"/api/live?host={host}")).JsonAsync();
        Assert.Equal("receiving", (string?)listed["items"]!.AsArray().Single(item => (Guid)item!["streamId"]! == heard)!["mediaState"]);

        await Eventually.TrueAsync(async () => (string?)(await ReadAsync(silent))["status"] == "ended", TimeSpan.FromSeconds(20));
        Assert.Equal("no_media", (string?)(await events.WaitForAsync(silent, "live.ended")).Body["reason"]);
        Assert.Equal("live", (string?)(await ReadAsync(heard))["status"]);
        Assert.Equal("live", (string?)(await ReadAsync(external))["status"]);
        await media.PostAsJsonAsync($"/internal/streams/{heard}/interrupt", new { hostId = host });
        Assert.Equal("lost", (string?)(await ReadAsync(heard))["mediaState"]);
    }
}
