using System.Net;
using System.Net.Http.Json;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;

namespace Clockit.StreamService.Tests;

public sealed class StreamLifeTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Fact]
    public async Task A_new_stream_is_upcoming_and_shows_its_key_to_its_creator_only()
    {
        using var creator = _service.Creator();
        using var response = await creator.PostAsJsonAsync("/api/live", new { title = "  Morning show ", description = "Coffee", tags = new[] { "talk", "Talk" }, category = "Talk" });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var stream = await response.JsonAsync();
        Assert.Equal($"{StreamServiceHost.PublicOrigin}/api/live/{stream["streamId"]}", response.Headers.Location!.OriginalString);
        Assert.Equal("Morning show", (string?)stream["title"]);
        Assert.Equal("upcoming", (string?)stream["status"]);
        Assert.Single(stream["tags"]!.AsArray());
        Assert.StartsWith("live_", (string?)stream["streamKey"], StringComparison.Ordinal);
        Assert.Equal($"{StreamServiceHost.PublicOrigin}/api/live/{stream["streamId"]}/whip", (string?)stream["ingest"]!["whipUrl"]);

        using var anonymous = _service.Anonymous();
        var seen = await (await anonymous.GetAsync($"/api/live/{stream["streamId"]}")).JsonAsync();
        Assert.Equal("Morning show", (string?)seen["title"]);
        Assert.Null(seen["streamKey"]);
        Assert.Null(seen["ingest"]);
        var again = await (await creator.GetAsync($"/api/live/{stream["streamId"]}")).JsonAsync();
        Assert.Equal((string?)stream["streamKey"], (string?)again["streamKey"]);
    }

    [Fact]
    public async Task A_stream_goes_live_and_ends_and_other_services_hear_of_each_step_in_order()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        using var started = await creator.PostAsync($"/api/live/{id}/start");
        Assert.Equal("live", (string?)(await started.JsonAsync())["status"]);
        using var ended = await creator.PostAsync($"/api/live/{id}/end");
        Assert.Equal("ended", (string?)(await ended.JsonAsync())["status"]);

        var last = await shared.Events.WaitForAsync(id, "live.ended");
        Assert.Equal("ended_by_host", (string?)last.Body["reason"]);
        Assert.Equal(["live.scheduled", "live.started", "live.ended"], shared.Events.Of(id).Select(e => e.RoutingKey));
        Assert.Equal([1, 2, 3], shared.Events.Of(id).Select(e => (int)e.Body["sequence"]!));
        Assert.Equal(3, shared.Events.Of(id).Select(e => (Guid)e.Body["eventId"]!).Distinct().Count());
        Assert.All(shared.Events.Of(id), e => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", e.TraceParent));
        Assert.All(shared.Events.Of(id), e => Assert.DoesNotContain("live_", e.Body.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_and_start_in_one_call()
    {
        using var creator = _service.Creator();
        using var response = await creator.PostAsJsonAsync("/api/live/start", new { title = "Now" });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var stream = await response.JsonAsync();
        Assert.Equal("live", (string?)stream["status"]);
        await shared.Events.WaitForAsync((Guid)stream["streamId"]!, "live.started");
        using var ended = await creator.PostAsync($"/api/live/end/{stream["streamId"]}");
        Assert.Equal("ended", (string?)(await ended.JsonAsync())["status"]);
    }

    [Fact]
    public async Task Of_200_parallel_starts_one_succeeds_and_one_LiveStarted_is_published()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => creator.PostAsync($"/api/live/{id}/start")));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(199, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        using var ended = await creator.PostAsync($"/api/live/{id}/end");
        await shared.Events.WaitForAsync(id, "live.ended");
        Assert.Single(shared.Events.Of(id), e => e.RoutingKey == "live.started");
    }

    [Fact]
    public async Task Start_end_and_delete_racing_leave_events_that_match_the_final_state()
    {
        using var creator = _service.Creator();
        foreach (var _ in Enumerable.Range(0, 10))
        {
            var id = await creator.CreateStreamAsync();
            await Task.WhenAll(
                creator.PostAsync($"/api/live/{id}/start"),
                creator.PostAsync($"/api/live/{id}/end"),
                creator.DeleteAsync(new Uri($"/api/live/{id}", UriKind.Relative)),
                creator.PostAsync($"/api/live/{id}/start"),
                creator.PostAsync($"/api/live/{id}/end"));
            using var final = await creator.GetAsync($"/api/live/{id}");
            var expected = final.StatusCode == HttpStatusCode.NotFound
                ? "live.deleted"
                : (string?)(await final.JsonAsync())["status"] switch { "live" => "live.started", "ended" => "live.ended", _ => "live.scheduled" };
            await shared.Events.WaitForAsync(id, expected);
            var keys = shared.Events.Of(id).Select(e => e.RoutingKey).ToList();
            Assert.Equal(expected, keys[^1]);
            Assert.Equal(Enumerable.Range(1, keys.Count), shared.Events.Of(id).Select(e => (int)e.Body["sequence"]!));
        }
    }

    [Fact]
    public async Task A_lost_broadcaster_interrupts_the_stream_and_its_return_resumes_it()
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        using var media = _service.Service();
        var id = await creator.CreateStreamAsync();
        using var start = await media.PostAsJsonAsync($"/internal/streams/{id}/start", new { hostId = host });
        Assert.Equal("live", (string?)(await start.JsonAsync())["status"]);
        using var interrupt = await media.PostAsJsonAsync($"/internal/streams/{id}/interrupt", new { hostId = host });
        Assert.Equal("interrupted", (string?)(await interrupt.JsonAsync())["status"]);
        using var resume = await media.PostAsJsonAsync($"/internal/streams/{id}/start", new { hostId = host });
        Assert.Equal("live", (string?)(await resume.JsonAsync())["status"]);
        await shared.Events.WaitForAsync(id, "live.resumed");
        Assert.Equal(["live.scheduled", "live.started", "live.interrupted", "live.resumed"], shared.Events.Of(id).Select(e => e.RoutingKey));
    }

    [Fact]
    public async Task After_the_grace_period_the_stream_ends_because_the_broadcaster_was_lost()
    {
        await using var service = await StreamServiceHost.StartAsync(settings: ("Media:GracePeriod", "00:00:01"));
        await using var events = await EventSubscriber.StartAsync(service.Messaging);
        var host = Guid.CreateVersion7();
        using var creator = service.SignedIn(host, "creator");
        using var media = service.Service();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await media.PostAsJsonAsync($"/internal/streams/{id}/interrupt", new { hostId = host });
        var ended = await events.WaitForAsync(id, "live.ended");
        Assert.Equal("broadcaster_lost", (string?)ended.Body["reason"]);
    }

    [Fact]
    public async Task A_viewer_count_shows_in_lists_and_an_older_one_does_not_overwrite_it()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        await creator.PostAsync($"/api/live/{id}/start");
        await using var publisher = new EventPublisherOf(_service.Messaging);
        await publisher.PublishViewersAsync(id, sequence: 2, viewers: 7, peak: 9, total: 12);
        await publisher.PublishViewersAsync(id, sequence: 1, viewers: 3, peak: 3, total: 3);
        using var anonymous = _service.Anonymous();
        await Eventually.TrueAsync(async () => (int)(await (await anonymous.GetAsync($"/api/live/{id}")).JsonAsync())["viewerCount"]! == 7);
        var stream = await (await anonymous.GetAsync($"/api/live/{id}")).JsonAsync();
        Assert.Equal(9, (int)stream["peakViewers"]!);
        Assert.Equal(12, (int)stream["totalViews"]!);
    }
}
