using Clockit.StreamService.Client;
using Clockit.Testing;
using Microsoft.Playwright;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>A Chromium with a fake camera and microphone, whose pages talk to a node without a gateway before it.</summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns",
        "--autoplay-policy=no-user-gesture-required",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags }));
    }

    /// <summary>Somebody's page, at a node.</summary>
    public async Task<IPage> OpenAsync(Uri node)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions { Permissions = ["camera", "microphone"] });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(node, "/health/live").AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>What people do in their pages.</summary>
public static class Pages
{
    /// <summary>Publishes the camera with the stream's key; the session's address.</summary>
    public static Task<string> PublishAsync(this IPage page, StreamSummary stream, string? codec = null, string? kinds = null) =>
        page.EvaluateAsync<string>(MediaScripts.Publish, new { url = $"/api/live/{stream.StreamId}/whip", token = StreamDirectoryHost.KeyOf(stream), codec, kinds });

    /// <summary>Watches; the session's address.</summary>
    /// <param name="payloadTypes">By codec, where they are not Chromium's.</param>
    public static Task<string> WatchAsync(this IPage page, StreamSummary stream, string? kinds = null, object? payloadTypes = null) =>
        page.EvaluateAsync<string>(MediaScripts.Watch, new { url = $"/api/live/{stream.StreamId}/whep", kinds, payloadTypes });

    /// <summary>Watches by answering the server's counter-offer; the session's address.</summary>
    public static Task<string> WatchByCounterOfferAsync(this IPage page, StreamSummary stream) =>
        page.EvaluateAsync<string>(MediaScripts.WatchByCounterOffer, new { url = $"/api/live/{stream.StreamId}/whep" });

    public static Task HearsSoundAsync(this IPage page) => page.EvaluateAsync<int>(MediaScripts.HearSound);

    /// <summary>The codec of the picture that is seen, for example <c>video/VP8 96</c>.</summary>
    public static Task<string> DecodedVideoAsync(this IPage page) => page.EvaluateAsync<string>(MediaScripts.DecodedVideo);

    public static async Task SeesPictureAsync(this IPage page) => Assert.InRange(await page.EvaluateAsync<int>(MediaScripts.SeePicture), 40, 255);

    /// <summary>The state of the viewer's connection, for example <c>connected</c>.</summary>
    public static Task<string> ViewerStateAsync(this IPage page) => page.EvaluateAsync<string>("() => window.viewer.connectionState");
}
