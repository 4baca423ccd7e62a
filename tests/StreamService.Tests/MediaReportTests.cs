using System.Net;
using System.Net.Http.Json;
using Clockit.StreamService.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clockit.StreamService.Tests;

/// <summary>What StreamService and the media plane tell each other.</summary>
public sealed class MediaReportTests(SharedService shared)
{
    [Fact]
    public async Task A_stream_is_found_by_its_key_until_the_key_is_replaced_and_keys_are_told_apart()
    {
        using var creator = shared.Service.Creator();
        using var media = shared.Service.Service();
        using var created = await creator.PostAsJsonAsync("/api/live", new { title = "A stream" });
        var stream = await created.JsonAsync();
        var (id, key) = ((Guid)stream["streamId"]!, (string)stream["streamKey"]!);

        using var found = await media.PostAsJsonAsync("/internal/streams/by-key", new { streamKey = key });
        var summary = await found.JsonAsync();
        Assert.Equal(id, (Guid)summary["streamId"]!);
        using var rotated = await creator.PostAsync($"/api/live/{id}/stream-key");
        using var old = await media.PostAsJsonAsync("/internal/streams/by-key", new { streamKey = key });
        await old.HasProblemAsync(HttpStatusCode.NotFound, "stream.not_found");
        using var anew = await media.PostAsJsonAsync("/internal/streams/by-key", new { streamKey = (string)(await rotated.JsonAsync())["streamKey"]! });
        Assert.NotEqual((string)summary["keyId"]!, (string)(await anew.JsonAsync())["keyId"]!);
        using var outside = await creator.PostAsJsonAsync("/internal/streams/by-key", new { streamKey = key });
        await outside.HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
    }

    [Fact]
    public async Task A_recording_is_told_once_in_the_order_of_the_streams_life()
    {
        using var creator = shared.Service.Creator();
        using var media = shared.Service.Service();
        var id = await creator.CreateStreamAsync();
        var path = $"/api/live/{id}/recording";
        var url = StreamServiceHost.PublicOrigin + path;
        await creator.PostAsync($"/api/live/{id}/start");
        using var early = await media.PostAsJsonAsync($"/internal/streams/{id}/recording", new { path });
        Assert.Equal(HttpStatusCode.OK, early.StatusCode);
        await creator.PostAsync($"/api/live/{id}/end");

        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var told = await media.PostAsJsonAsync($"/internal/streams/{id}/recording", new { path });
            Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        }

        var ready = await shared.Events.WaitForAsync(id, "recording.ready");
        Assert.Equal(url, (string?)ready.Body["recordingUrl"]);
        Assert.Equal(4, (long)ready.Body["sequence"]!);
        Assert.Equal(url, (string?)(await (await creator.GetAsync($"/api/live/{id}")).JsonAsync())["recordingUrl"]);
        await creator.DeleteAsync($"/api/live/{id}");
        await shared.Events.WaitForAsync(id, "live.deleted");
        Assert.Equal(["live.scheduled", "live.started", "live.ended", "recording.ready", "live.deleted"], shared.Events.Of(id).Select(e => e.RoutingKey));
    }

    [Fact]
    public async Task A_creators_own_recording_stays_and_a_wrong_address_is_refused()
    {
        using var creator = shared.Service.Creator();
        using var media = shared.Service.Service();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await creator.PostAsJsonAsync($"/api/live/{id}/end", new { recordingUrl = "https://video.example/mine" });

        using var told = await media.PostAsJsonAsync($"/internal/streams/{id}/recording", new { path = "/recording" });
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.Equal("https://video.example/mine", (string?)(await (await creator.GetAsync($"/api/live/{id}")).JsonAsync())["recordingUrl"]);
        using var wrong = await media.PostAsJsonAsync($"/internal/streams/{id}/recording", new { path = "javascript:alert(1)" });
        await wrong.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
    }

    [Fact]
    public async Task A_new_key_and_a_live_stream_that_turns_private_have_the_media_sessions_looked_at()
    {
        await using var media = await MediaService.StartAsync();
        await using var service = await StreamServiceHost.StartAsync(settings: ("services:signaling-service:http:0", media.Address));
        using var creator = service.Creator();
        var id = await creator.CreateStreamAsync();
        await creator.PutAsJsonAsync($"/api/live/{id}", new { visibility = "private" });
        await creator.PutAsJsonAsync($"/api/live/{id}", new { visibility = "public" });
        await creator.PostAsync($"/api/live/{id}/start");
        Assert.Empty(media.Rechecked);

        await creator.PostAsync($"/api/live/{id}/stream-key");
        Assert.Equal([id], media.Rechecked);
        await creator.PutAsJsonAsync($"/api/live/{id}", new { title = "Another title" });
        Assert.Equal([id], media.Rechecked);
        await creator.PutAsJsonAsync($"/api/live/{id}", new { visibility = "private" });
        Assert.Equal([id, id], media.Rechecked);
    }

    /// <summary>SignalingService's internal API over real HTTP.</summary>
    private sealed class MediaService(WebApplication app) : IAsyncDisposable
    {
        public string Address => app.Urls.Single();

        public List<Guid> Rechecked { get; } = [];

        public static async Task<MediaService> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var service = new MediaService(builder.Build());
            service.Map();
            await service.StartServerAsync();
            return service;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private void Map() => app.MapPost("/internal/media/{id:guid}/recheck", (Guid id, HttpRequest request) =>
        {
            Assert.Equal(StreamServiceHost.ServiceKey, request.Headers["X-Clockit-Service-Key"]);
            Rechecked.Add(id);
            return Results.NoContent();
        });

        private Task StartServerAsync() => app.StartAsync();
    }
}
