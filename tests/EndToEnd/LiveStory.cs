using Clockit.EndToEnd.Support;
using Microsoft.Playwright;

namespace Clockit.EndToEnd;

/// <summary>One goes live, another watches, both chat and are counted, it ends: in real browsers, against the whole product.</summary>
public abstract class LiveStory(Installation installation)
{
    [Fact]
    public async Task A_browser_watches_a_browser_and_both_chat_and_are_counted()
    {
        await using var browsers = await Browsers.StartAsync(installation.Address);
        var ana = await browsers.OpenAsync("ana");
        var ben = await browsers.OpenAsync("ben");
        var title = $"Morning show {Guid.NewGuid():N}"[..24];

        await ben.SignUpAsync(asCreator: false);
        await ben.Page.GotoAsync("/");
        await ana.SignUpAsync(asCreator: true);
        await ana.GoLiveAsync(title);

        // On the list page since before: the stream appears by itself.
        var card = ben.ById("stream-card").Filter(new() { HasText = title });
        await Assertions.Expect(card).ToBeVisibleAsync();
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
        var confirm = ana.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End" });
        if (await confirm.CountAsync() > 0)
        {
            await confirm.First.ClickAsync();
        }

        await Assertions.Expect(ben.ById("stream-ended")).ToBeVisibleAsync();
        await ben.Page.GotoAsync("/");
        await Assertions.Expect(ben.ById("stream-card").Filter(new() { HasText = title })).ToHaveCountAsync(0);
        ana.SawNoFaults();
        ben.SawNoFaults();
    }

    [Fact]
    public async Task Status_lists_every_resource_as_healthy()
    {
        var resources = await installation.StatusAsync();
        foreach (var name in new[] { "postgres", "redis", "messaging", "janus", "gateway", "stream-service", "chat-service", "signaling-service" })
        {
            var matching = resources.Where(resource => ((string)resource["name"]!).StartsWith(name, StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(matching);
            Assert.All(matching, resource => Assert.Equal("healthy", ((string)resource["state"]!).ToLowerInvariant()));
        }
    }
}

public sealed class LiveStoryOnOneNode(Installation installation) : LiveStory(installation), IClassFixture<Installation>;

public sealed class LiveStoryOnTwoNodes(ReplicatedInstallation installation) : LiveStory(installation), IClassFixture<ReplicatedInstallation>;
