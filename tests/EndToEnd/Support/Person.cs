using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Clockit.EndToEnd.Support;

/// <summary>Somebody in front of a browser, doing what people do there.</summary>
public sealed class Person
{
    /// <summary>How long something may take on a busy machine, in milliseconds. Nothing waits longer than it must.</summary>
    public const float Patience = 30_000;

    private readonly List<string> _faults = [];

    public Person(string name, IPage page)
    {
        Name = $"{name}{Guid.NewGuid():N}"[..14];
        Page = page;
        page.SetDefaultTimeout(Patience);
        page.PageError += (_, error) => _faults.Add(error);
        page.Response += (_, response) =>
        {
            if (response.Status >= 500)
            {
                _faults.Add($"{response.Status} {response.Url}");
            }
        };
    }

    public string Name { get; }

    public IPage Page { get; }

    public ILocator ById(string testId) => Page.GetByTestId(testId);

    public async Task SignUpAsync(bool asCreator)
    {
        await Page.GotoAsync("/signup");
        await Page.GetByRole(AriaRole.Radio, new() { Name = asCreator ? "Go live" : "Watch" }).CheckAsync(new() { Force = true });
        await Page.GetByLabel("Username").FillAsync(Name);
        await Page.GetByLabel("Password").FillAsync("correct horse");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("/signup", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    public async Task GoLiveAsync(string title)
    {
        await Page.GotoAsync("/studio/live");
        await SeesMovingPictureAsync("preview-video");
        await Page.GetByLabel("Title").FillAsync(title);
        await ById("go-live").ClickAsync();
        await Assertions.Expect(ById("end-stream")).ToBeVisibleAsync();
    }

    /// <summary>The id of what this person has on the air.</summary>
    public async Task<string> OwnLiveStreamAsync()
    {
        var me = await CallAsync("GET", "/api/auth/me");
        var streams = await CallAsync("GET", $"/api/live/user/{(string)me["user"]!["id"]!}");
        return (string)(streams as JsonArray ?? streams["items"]!.AsArray()).Single(stream => (string?)stream!["status"] is "live" or "interrupted")!["streamId"]!;
    }

    /// <summary>The video shows another stream than now, and it moves.</summary>
    public async Task SeesAnotherPictureAsync(string testId)
    {
        await Page.EvaluateAsync("id => { window.shown = document.querySelector(`[data-testid=${id}]`).srcObject; }", testId);
        await Page.WaitForFunctionAsync("id => { const v = document.querySelector(`[data-testid=${id}]`); return v?.srcObject && v.srcObject !== window.shown; }", testId);
        await SeesMovingPictureAsync(testId);
    }

    public async Task SaysAsync(string message)
    {
        await ById("chat-input").FillAsync(message);
        await ById("chat-send").ClickAsync();
    }

    public Task ReadsAsync(string message) =>
        Assertions.Expect(ById("chat-message").Filter(new() { HasText = message })).ToHaveCountAsync(1);

    public Task SeesViewersAsync(int count) =>
        Assertions.Expect(ById("viewer-count").First).ToContainTextAsync(new Regex($@"(?<!\d){count}(?!\d)", RegexOptions.None, TimeSpan.FromSeconds(1)));

    /// <summary>The video's time advances and its picture is neither black nor of one color.</summary>
    public async Task SeesMovingPictureAsync(string testId)
    {
        await Page.WaitForFunctionAsync(
            "id => { const v = document.querySelector(`[data-testid=${id}]`); return v && v.videoWidth > 0 && v.currentTime > 0; }", testId);
        var before = await TimeOfAsync(testId);
        await Page.WaitForFunctionAsync("([id, t]) => document.querySelector(`[data-testid=${id}]`).currentTime > t + 0.5", new object[] { testId, before });
        var spread = await Page.EvaluateAsync<int>(
            """
            id => {
              const video = document.querySelector(`[data-testid=${id}]`);
              const canvas = document.createElement('canvas');
              canvas.width = 64; canvas.height = 48;
              const context = canvas.getContext('2d');
              context.drawImage(video, 0, 0, 64, 48);
              const pixels = context.getImageData(0, 0, 64, 48).data;
              let least = 255, most = 0;
              for (let i = 0; i < pixels.length; i += 4) {
                const light = (pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3;
                least = Math.min(least, light); most = Math.max(most, light);
              }
              return Math.round(most - least);
            }
            """,
            testId);
        Assert.True(spread > 40, $"{Name}'s picture is black or of one color: brightness differs by {spread} of 255.");
    }

    /// <summary>A call of the API with the page's session, and what it answers; it must succeed.</summary>
    public async Task<JsonNode> CallAsync(string method, string path, object? body = null)
    {
        var answer = await Page.EvaluateAsync<string>(
            """
            async ({ method, path, body }) => {
              const response = await fetch(path, { method, body, headers: body ? { 'Content-Type': 'application/json' } : {} });
              const text = await response.text();
              if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
              return text;
            }
            """,
            new { method, path, body = body is null ? null : JsonSerializer.Serialize(body) });
        return JsonNode.Parse(answer)!;
    }

    /// <summary>A file plays to its end, and can be sought in.</summary>
    public Task PlaysAsync(string path) => Page.EvaluateAsync(
        """
        async path => {
          const part = await fetch(path, { headers: { Range: 'bytes=0-99' } });
          if (part.status !== 206 || (await part.arrayBuffer()).byteLength !== 100) throw new Error(`range: ${part.status}`);
          const video = document.createElement('video');
          video.muted = true;
          video.src = path;
          document.body.append(video);
          const ended = new Promise((resolve, reject) => { video.onended = resolve; video.onerror = () => reject(new Error(video.error.message)); });
          video.playbackRate = 4;
          await video.play();
          await ended;
          if (video.videoWidth === 0) throw new Error('no picture');
        }
        """,
        path);

    /// <summary>Nothing failed behind the page's back.</summary>
    public void SawNoFaults() => Assert.True(_faults.Count == 0, $"{Name}: {string.Join("; ", _faults)}");

    private Task<double> TimeOfAsync(string testId) =>
        Page.EvaluateAsync<double>("id => document.querySelector(`[data-testid=${id}]`).currentTime", testId);
}
