using System.Net;
using System.Text.RegularExpressions;
using Clockit.Security.Tests.Support;

namespace Clockit.Security.Tests.Pages;

/// <summary>What others are told of a stream: public ones are described, and of the rest nobody learns anything.</summary>
public sealed class PageTests(SharedInstallation shared)
{
    private const string Title = "<script>alert(\"1\")</script> & 'more' ☕";

    [Fact]
    public async Task A_public_stream_is_described_and_its_description_leads_to_a_player_that_may_be_framed()
    {
        var stream = await CreateAsync("public");
        var (status, page) = await GetAsync($"/watch/{stream}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Equal(Title, Content(page, "property=\"og:title\""));
        Assert.Equal($"{Origin}/watch/{stream}", Content(page, "property=\"og:url\""));
        Assert.Equal(Title, Content(page, "name=\"twitter:title\""));
        Assert.Contains("name=\"twitter:card\"", page, StringComparison.Ordinal);

        var discovery = WebUtility.HtmlDecode(Regex.Match(page, "<link rel=\"alternate\" href=\"(?<href>[^\"]+)\" type=\"application/json\\+oembed\"", RegexOptions.NonBacktracking).Groups["href"].Value);
        var embed = await shared.Cast.Anonymous.Http.CallAsync(HttpMethod.Get, discovery);
        Assert.Equal("rich", (string?)embed["type"]);
        Assert.Equal(Title, (string?)embed["title"]);
        var frame = Regex.Match((string)embed["html"]!, "src=\"(?<src>[^\"]+)\"", RegexOptions.NonBacktracking).Groups["src"].Value;
        Assert.Equal($"{Origin}/embed/{stream}", frame);
        Assert.DoesNotContain("<script>", (string)embed["html"]!, StringComparison.Ordinal);
        using var player = await shared.Cast.Anonymous.Http.GetAsync(frame);
        Assert.Equal(HttpStatusCode.OK, player.StatusCode);
        Assert.Contains("frame-ancestors *", player.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_fits_the_room_that_there_is()
    {
        var stream = await CreateAsync("public");
        var embed = await shared.Cast.Anonymous.Http.CallAsync(HttpMethod.Get, $"/oembed?maxwidth=320&maxheight=1000&url={Uri.EscapeDataString($"{Origin}/watch/{stream}")}");
        Assert.Equal((320, 180), ((int)embed["width"]!, (int)embed["height"]!));
        using var xml = await shared.Cast.Anonymous.Http.GetAsync($"/oembed?format=xml&url={Uri.EscapeDataString($"{Origin}/watch/{stream}")}");
        Assert.Equal(HttpStatusCode.NotImplemented, xml.StatusCode);
    }

    [Fact]
    public async Task An_unlisted_stream_is_there_for_who_has_its_address_and_described_to_nobody()
    {
        var stream = await CreateAsync("unlisted");
        var (status, page) = await GetAsync($"/watch/{stream}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("noindex", page, StringComparison.Ordinal);
        Assert.DoesNotContain("og:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_stream_is_as_unknown_as_one_that_does_not_exist_but_to_its_host()
    {
        var stream = await CreateAsync("private");
        var hidden = await GetAsync($"/watch/{stream}");
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Equal(await GetAsync($"/watch/{Guid.CreateVersion7()}"), hidden);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/embed/{stream}")).Status);
        var (status, page) = await GetAsync($"/watch/{stream}", shared.Cast.Host);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("og:", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/watch/0192f000-0000-7000-8000-000000000000")]
    [InlineData("not an address")]
    [InlineData("")]
    [InlineData("http://127.0.0.1/watch/../etc/passwd")]
    public async Task Only_pages_of_this_installation_are_described(string url)
    {
        using var response = await shared.Cast.Anonymous.Http.GetAsync($"/oembed?url={Uri.EscapeDataString(url)}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private string Origin => shared.Installation.Address.GetLeftPart(UriPartial.Authority);

    private async Task<Guid> CreateAsync(string visibility) =>
        (Guid)(await shared.Cast.Host.Http.CallAsync(HttpMethod.Post, "/api/live", new { title = Title, visibility }))["streamId"]!;

    private async Task<(HttpStatusCode Status, string Page)> GetAsync(string path, Person? caller = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        using var response = await (caller ?? shared.Cast.Anonymous).Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static string Content(string page, string attribute) =>
        WebUtility.HtmlDecode(Regex.Match(page, $"<meta {Regex.Escape(attribute)} content=\"(?<content>[^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["content"].Value);
}
