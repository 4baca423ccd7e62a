using System.Net;
using System.Net.Http.Json;
using Clockit.EndToEnd.Support;
using Clockit.Testing;
using Microsoft.Playwright;

namespace Clockit.EndToEnd;

/// <summary>One goes live, another watches, both chat and are counted, it ends: in real browsers, against the whole product.</summary>
public abstract class LiveStory(Installation installation) : IAsyncDisposable
{
    protected Installation Installation { get; } = installation;

    /// <summary>What the services complained of is part of a failure.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return TestContext.Current.TestState?.Result is TestResult.Failed
            ? throw new InvalidOperationException($"The services said:\n{Installation.Complaints()}")
            : ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_browser_watches_a_browser_and_both_chat_and_are_counted()
    {
        await using var browsers = await Browsers.StartAsync(Installation.Address);
        var ana = await browsers.OpenAsync("ana");
        var ben = await browsers.OpenAsync("ben");
        var title = $"Morning show {Guid.NewGuid():N}"[..24];

        await ben.SignUpAsync(asCreator: false);
        await ben.Page.GotoAsync("/");
        await ana.SignUpAsync(asCreator: true);
        await ana.GoLiveAsync(title);

        // On the list page since before: the stream appears by itself, sooner than the page would ask again.
        var card = ben.ById("stream-card").Filter(new() { HasText = title });
        await Assertions.Expect(card).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await card.GetByRole(AriaRole.Link).First.ClickAsync();
        await ben.SeesMovingPictureAsync("player-video");
        await ana.SeesViewersAsync(1);
        await ben.SeesViewersAsync(1);

        await ben.SaysAsync("Hello Ana <b>!</b> 👋");
        await ana.ReadsAsync("Hello Ana <b>!</b> 👋");
        await ben.ReadsAsync("Hello Ana <b>!</b> 👋");
        await ana.SaysAsync("Welcome Ben");
        await ben.ReadsAsync("Welcome Ben");
        await ana.ReadsAsync("Welcome Ben");

        // A message that is refused says why, and holds up none after it.
        await ben.SaysAsync($"z{new string('\u200b', 200)}w");
        await Assertions.Expect(ben.ById("chat-outgoing")).ToHaveAttributeAsync("data-status", "failed");
        await Assertions.Expect(ben.ById("chat-outgoing")).ToContainTextAsync("too many marks or invisible characters");
        await ben.SaysAsync("Now I can be read");
        await ana.ReadsAsync("Now I can be read");

        // A second viewer without an account, who then leaves.
        var guest = await browsers.OpenAsync("guest");
        await guest.Page.GotoAsync(ben.Page.Url);
        await guest.SeesMovingPictureAsync("player-video");
        await guest.ReadsAsync("Welcome Ben");
        await ana.SeesViewersAsync(2);
        await ben.SeesViewersAsync(2);
        await guest.Page.CloseAsync();
        await ana.SeesViewersAsync(1);
        await ben.SeesViewersAsync(1);

        // Ben leaves and the count falls; he returns and sees the stream again.
        var watch = ben.Page.Url;
        await ben.Page.GotoAsync("/");
        await ana.SeesViewersAsync(0);
        await ben.Page.GotoAsync(watch);
        await ben.SeesMovingPictureAsync("player-video");
        await ben.ReadsAsync("Welcome Ben");

        await ana.ById("end-stream").ClickAsync();
        await ana.ById("confirm-end-stream").ClickAsync();
        await Assertions.Expect(ben.ById("stream-ended")).ToBeVisibleAsync();
        await ben.Page.GotoAsync("/");
        await Assertions.Expect(ben.ById("stream-card").Filter(new() { HasText = title })).ToHaveCountAsync(0);
        ana.SawNoFaults();
        ben.SawNoFaults();
    }

    [Theory]
    [InlineData("/hubs/chat")]
    [InlineData("/hubs/live")]
    public async Task A_browser_and_a_hub_agree_on_compression_through_the_gateway(string hub)
    {
        await using var browsers = await Browsers.StartAsync(Installation.Address);
        var guest = await browsers.OpenAsync("guest");
        await guest.Page.GotoAsync("/");

        var extensions = await guest.Page.EvaluateAsync<string>(
            """
            hub => new Promise((agreed, failed) => {
              const socket = new WebSocket(new URL(hub, location.href.replace(/^http/, 'ws')));
              socket.onopen = () => { agreed(socket.extensions); socket.close(); };
              socket.onerror = () => failed(new Error(`${hub} did not open`));
            })
            """,
            hub);

        Assert.StartsWith("permessage-deflate", extensions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_on_another_page_is_told_of_a_start_and_watches_and_the_analytics_show_it()
    {
        await using var browsers = await Browsers.StartAsync(Installation.Address);
        var ana = await browsers.OpenAsync("ana");
        var ben = await browsers.OpenAsync("ben");
        var title = $"Evening show {Guid.NewGuid():N}"[..24];
        await ana.SignUpAsync(asCreator: true);
        await ben.SignUpAsync(asCreator: false);

        await ben.Page.GotoAsync($"/u/{ana.Name}");
        await ben.ById("follow").ClickAsync();
        await Assertions.Expect(ben.ById("follower-count")).ToHaveTextAsync("1 follower");
        await ben.Page.GetByRole(AriaRole.Button, new() { Name = "Account" }).ClickAsync();
        await ben.Page.GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await Assertions.Expect(ben.Page.GetByLabel("Display name")).ToBeVisibleAsync();

        await ana.GoLiveAsync(title);
        var notice = ben.ById("started-notice");
        await Assertions.Expect(notice).ToHaveCountAsync(1);
        await Assertions.Expect(notice).ToContainTextAsync(title);
        await notice.GetByRole(AriaRole.Link).ClickAsync();
        await ben.SeesMovingPictureAsync("player-video");
        await Assertions.Expect(notice).ToHaveCountAsync(0);
        await ana.SeesViewersAsync(1);
        await ben.SaysAsync("Hello again");
        await ana.ReadsAsync("Hello again");

        await ana.ById("end-stream").ClickAsync();
        await ana.ById("confirm-end-stream").ClickAsync();
        await Assertions.Expect(ana.ById("analytics-peak")).ToHaveTextAsync("1");
        await Assertions.Expect(ana.ById("analytics-unique")).ToHaveTextAsync("1");
        await Assertions.Expect(ana.ById("analytics-messages")).ToHaveTextAsync("1");
        await Assertions.Expect(ana.Page.GetByRole(AriaRole.Img, new() { Name = "Viewers over" })).ToBeVisibleAsync();
        ana.SawNoFaults();
        ben.SawNoFaults();
    }

    [Fact]
    public async Task Twelve_people_watch_a_browser_and_its_reload_goes_on_by_itself()
    {
        await using var browsers = await Browsers.StartAsync(Installation.Address);
        var ana = await browsers.OpenAsync("ana");
        await ana.SignUpAsync(asCreator: true);
        await ana.GoLiveAsync($"Full house {Guid.NewGuid():N}"[..24]);
        var id = await ana.OwnLiveStreamAsync();

        var guests = new List<Person>();
        for (var i = 0; i < 12; i++)
        {
            var guest = await browsers.OpenAsync($"guest{i}");
            await guest.Page.GotoAsync($"/watch/{id}");
            guests.Add(guest);
        }

        foreach (var guest in guests)
        {
            await guest.SeesMovingPictureAsync("player-video");
        }

        await ana.SeesViewersAsync(12);
        await guests[11].SeesViewersAsync(12);

        await ana.Page.ReloadAsync();
        await Assertions.Expect(ana.ById("end-stream")).ToBeVisibleAsync();
        foreach (var guest in guests.Take(3))
        {
            await guest.SeesMovingPictureAsync("player-video");
        }

        await ana.ById("end-stream").ClickAsync();
        await ana.ById("confirm-end-stream").ClickAsync();
        await Assertions.Expect(guests[0].ById("stream-ended")).ToBeVisibleAsync();
        ana.SawNoFaults();
    }

    [Fact]
    public async Task An_encoder_publishes_by_WHIP_people_watch_it_on_the_page_and_elsewhere_and_the_recording_plays()
    {
        await using var browsers = await Browsers.StartAsync(Installation.Address);
        var ana = await browsers.OpenAsync("ana");
        var ben = await browsers.OpenAsync("ben");
        await ana.SignUpAsync(asCreator: true);
        var stream = await ana.CallAsync("POST", "/api/live", new { title = "Encoded show", recordEnabled = true });
        var (id, key) = ((string)stream["streamId"]!, (string)stream["streamKey"]!);

        var whip = (string)stream["ingest"]!["whipUrl"]!;
        Assert.Equal($"{Installation.Address}/api/live/{id}/whip", whip);
        Assert.StartsWith($"{whip}/", await ana.Page.EvaluateAsync<string>(MediaScripts.Publish, new { url = whip, token = key }), StringComparison.Ordinal);
        Assert.Equal("live", (string?)(await ana.CallAsync("GET", $"/api/live/{id}"))["status"]);
        await ben.Page.GotoAsync("/");
        await ben.Page.EvaluateAsync<string>(MediaScripts.Watch, new { url = $"/api/live/{id}/whep" });
        Assert.InRange(await ben.Page.EvaluateAsync<int>(MediaScripts.SeePicture), 40, 255);
        var cem = await browsers.OpenAsync("cem");
        await cem.Page.GotoAsync($"/watch/{id}");
        await cem.SeesMovingPictureAsync("player-video");

        await ana.CallAsync("POST", $"/api/live/{id}/end");
        await Assertions.Expect(cem.ById("stream-ended")).ToBeVisibleAsync();
        await ben.Page.WaitForFunctionAsync("() => window.viewer.connectionState !== 'connected'");
        await Eventually.TrueAsync(async () => (await ben.CallAsync("GET", $"/api/live/{id}"))["recordingUrl"] is not null, TimeSpan.FromSeconds(120));
        var recording = (string)(await ben.CallAsync("GET", $"/api/live/{id}"))["recordingUrl"]!;
        Assert.Equal($"{Installation.Address}/api/live/{id}/recording", recording);
        await ben.PlaysAsync(recording);
        ana.SawNoFaults();
        ben.SawNoFaults();
    }

    [Fact]
    public async Task Status_lists_every_resource_as_healthy()
    {
        var resources = await Installation.StatusAsync();
        foreach (var name in new[] { "postgres", "redis", "messaging", "janus", "gateway", "stream-service", "chat-service", "signaling-service" })
        {
            var matching = resources.Where(resource => ((string)resource["name"]!).StartsWith(name, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(matching);
            Assert.All(matching, resource => Assert.Equal("healthy", ((string)resource["state"]!).ToLowerInvariant()));
        }
    }
}

public sealed class LiveStoryOnOneNode(Installation installation) : LiveStory(installation), IClassFixture<Installation>
{
    [Fact]
    public async Task A_media_server_that_is_killed_comes_back_with_the_broadcaster_and_the_picture_on_the_same_pages()
    {
        await using var browsers = await Browsers.StartAsync(Installation.Address);
        var (ana, ben) = (await browsers.OpenAsync("ana"), await browsers.OpenAsync("ben"));
        await ana.SignUpAsync(asCreator: true);
        await ana.GoLiveAsync($"Sturdy show {Guid.NewGuid():N}"[..24]);
        await ben.Page.GotoAsync($"/watch/{await ana.OwnLiveStreamAsync()}");
        await ben.SeesMovingPictureAsync("player-video");

        await Installation.KillAsync("janus");

        await ben.SeesAnotherPictureAsync("player-video");
        await ana.SeesViewersAsync(1);
        await ana.ById("end-stream").ClickAsync();
        await ana.ById("confirm-end-stream").ClickAsync();
    }

    [Fact]
    public async Task After_the_AppHost_was_killed_up_starts_everything_again_on_the_same_data()
    {
        using var browser = new HttpClient { BaseAddress = new Uri(Installation.Address) };
        var account = new { username = $"u{Guid.NewGuid():N}"[..20], password = "correct horse" };
        using var registered = await browser.PostAsJsonAsync("/api/auth/register", account);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        await Installation.KillAppHostAsync();
        await Installation.UpAsync();
        await Status_lists_every_resource_as_healthy();
        using var signedIn = await browser.PostAsJsonAsync("/api/auth/login", account);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
    }
}

public sealed class LiveStoryOnTwoNodes(ReplicatedInstallation installation) : LiveStory(installation), IClassFixture<ReplicatedInstallation>;
