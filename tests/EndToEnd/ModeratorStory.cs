using Clockit.EndToEnd.Support;
using Microsoft.Playwright;

namespace Clockit.EndToEnd;

/// <summary>A host keeps a chat in order from its page: each deed is seen by the one it is about, and its undoing too.</summary>
public sealed class ModeratorStory(Installation installation) : IClassFixture<Installation>
{
    [Fact]
    public async Task A_host_deletes_times_out_undoes_pins_and_slows_down_and_both_sides_see_it()
    {
        await using var browsers = await Browsers.StartAsync(installation.Address);
        var ana = await browsers.OpenAsync("ana");
        var ben = await browsers.OpenAsync("ben");
        await ana.SignUpAsync(asCreator: true);
        await ben.SignUpAsync(asCreator: false);
        var stream = await ana.CallAsync("POST", "/api/live/start", new { title = "A calm chat" });
        var path = $"/watch/{stream["streamId"]}";
        await ana.Page.GotoAsync(path);
        await ben.Page.GotoAsync(path);
        await ben.SaysAsync("First");
        await ana.ReadsAsync("First");
        await ben.SaysAsync("Second");
        await ana.ReadsAsync("Second");

        await ChooseAsync(ana, "First", "Delete");
        await Assertions.Expect(ben.ById("chat-message").Filter(new() { HasText = "First" })).ToHaveCountAsync(0);

        await ChooseAsync(ana, "Second", "Pin");
        await Assertions.Expect(ben.ById("chat-pinned")).ToContainTextAsync("Second");

        var row = await OpenMenuAsync(ana, "Second");
        await ana.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Time out" }).FocusAsync();
        await ana.Page.Keyboard.PressAsync("ArrowRight");
        await ana.Page.GetByRole(AriaRole.Menuitem, new() { Name = "10 minutes" }).PressAsync("Enter");
        await Assertions.Expect(row).ToBeVisibleAsync();
        await Assertions.Expect(ben.ById("chat-pause")).ToContainTextAsync("timed out");
        await Assertions.Expect(ben.ById("chat-send")).ToBeDisabledAsync();

        await ana.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(ben.ById("chat-pause")).ToHaveCountAsync(0);

        await ana.ById("chat-moderate").ClickAsync();
        await ana.Page.GetByLabel("Slow mode").SelectOptionAsync("5");
        await Assertions.Expect(ben.ById("chat-input")).ToHaveAttributeAsync("placeholder", "Slow mode: one message every 5 s");
        await ana.Page.GetByRole(AriaRole.Tab, new() { Name = "Log" }).ClickAsync();
        await Assertions.Expect(ana.ById("audit-entry").Filter(new() { HasText = "lifted" })).ToHaveCountAsync(1);

        ana.SawNoFaults();
        ben.SawNoFaults();
    }

    private static async Task ChooseAsync(Person person, string message, string choice)
    {
        await OpenMenuAsync(person, message);
        await person.Page.GetByRole(AriaRole.Menuitem, new() { Name = choice, Exact = true }).PressAsync("Enter");
    }

    private static async Task<ILocator> OpenMenuAsync(Person person, string message)
    {
        var row = person.ById("chat-message").Filter(new() { HasText = message });
        await row.GetByTestId("chat-menu").FocusAsync();
        await person.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Menu).First).ToBeVisibleAsync();
        return row;
    }
}
