using Microsoft.Playwright;

namespace Clockit.EndToEnd.Support;

/// <summary>Chromium with a fake camera and microphone.</summary>
public sealed class Browsers : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--autoplay-policy=no-user-gesture-required",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly string _address;

    private Browsers(IPlaywright playwright, IBrowser browser, string address)
    {
        _playwright = playwright;
        _browser = browser;
        _address = address;
    }

    public static async Task<Browsers> StartAsync(string address)
    {
        Assertions.SetDefaultExpectTimeout(Person.Patience);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        return new Browsers(playwright, browser, address);
    }

    /// <summary>A person: a browser profile of their own with one page.</summary>
    public async Task<Person> OpenAsync(string name)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = _address,
            Permissions = ["camera", "microphone"],
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        return new Person(name, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
