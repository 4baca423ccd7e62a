using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Clockit.Gateway.Api.Edge.Pages;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>The web client's files and pages.</summary>
public sealed class WebClientTests : IAsyncLifetime
{
    private const string Script = "/assets/app-abc123.js";
    private readonly string _root = Directory.CreateTempSubdirectory("clockit-web-").FullName;
    private readonly string _script = string.Concat(Enumerable.Repeat("console.log('clockit');\n", 2000));
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_root, "assets"));
        await File.WriteAllTextAsync(Path.Combine(_root, "index.html"), $"<!doctype html><html><head><title>Clockit Live</title></head><body>{new string('x', 2000)}</body></html>");
        var script = Path.Combine(_root, Script[1..]);
        await File.WriteAllTextAsync(script, _script);
        await WriteAsync(script + ".br", stream => new BrotliStream(stream, CompressionLevel.SmallestSize));
        await WriteAsync(script + ".gz", stream => new GZipStream(stream, CompressionLevel.SmallestSize));
        await File.WriteAllTextAsync(Path.Combine(_root, "assets", "plain.js"), "1");
        _gateway = await GatewayHost.StartAsync(settings: ("Gateway:WebRoot", _root));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("*", "br")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public async Task Files_of_the_build_are_sent_compressed_and_kept_for_ever(string? accepted, string? encoding)
    {
        using var response = await GetAsync(Script, accepted);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", Assert.Single(response.Headers.NonValidated["Cache-Control"]));
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using var decoded = encoding switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(decoded);
        Assert.Equal(_script, await reader.ReadToEndAsync());
        Assert.Equal(encoding is null, response.Content.Headers.ContentLength == _script.Length);
    }

    [Fact]
    public async Task A_compressed_file_is_no_file_of_its_own()
    {
        using var response = await GetAsync(Script + ".br", accepted: null);
        await response.HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
    }

    [Fact]
    public async Task Pages_and_answers_that_hold_no_secret_are_compressed()
    {
        using var page = await GetAsync("/studio", "br", html: true);
        Assert.Equal("br", Assert.Single(page.Content.Headers.ContentEncoding));
        using var document = await GetAsync("/openapi/v1.json", "gzip");
        Assert.Equal("gzip", Assert.Single(document.Content.Headers.ContentEncoding));
        using var list = await GetAsync("/api/live/active", "br");
        Assert.Equal("br", Assert.Single(list.Content.Headers.ContentEncoding));
    }

    [Fact]
    public async Task Answers_to_somebody_who_is_signed_in_are_not()
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/live/active");
            request.Headers.Add("Accept-Encoding", "br, gzip");
            using var response = await client.SendAsync(request);
            Assert.Empty(response.Content.Headers.ContentEncoding);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/studio")]
    [InlineData("/studio/")]
    [InlineData("/Settings")]
    public async Task A_page_is_found(string path)
    {
        using var response = await GetAsync(path, accepted: null, html: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/studio/more/still")]
    [InlineData("/watch/not-an-id")]
    [InlineData("/u/")]
    public async Task An_unknown_page_is_404_with_the_page_that_says_so(string path)
    {
        using var response = await GetAsync(path, accepted: null, html: true);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("//api/live")]
    [InlineData("/favicon.ico")]
    [InlineData("/assets/nothing.js")]
    [InlineData("/nothing")]
    public async Task What_is_no_page_is_404_with_a_problem(string path)
    {
        using var response = await GetAsync(path, accepted: null);
        await response.HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
    }

    [Fact]
    public async Task Only_a_player_may_be_framed()
    {
        using var player = await GetAsync($"/embed/{Guid.CreateVersion7()}", accepted: null, html: true);
        Assert.Contains("frame-ancestors *", player.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(player.Headers.Contains("X-Frame-Options"));
        foreach (var path in new[] { "/", "/studio", $"/watch/{Guid.CreateVersion7()}", "/embed/x/y", "/api/live" })
        {
            using var other = await GetAsync(path, accepted: null, html: true);
            Assert.Contains("frame-ancestors 'none'", other.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("DENY", other.Headers.GetValues("X-Frame-Options").Single());
        }
    }

    [Fact]
    public async Task Pictures_come_from_here_and_from_where_the_operator_says()
    {
        using var own = await GetAsync("/", accepted: null, html: true);
        Assert.Contains("img-src 'self' data: blob:;", own.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        await using var gateway = await GatewayHost.StartAsync(settings: ("Gateway:ImageSources", "https://pictures.example"));
        using var client = gateway.Client();
        using var response = await client.GetAsync("/health/live");
        Assert.Contains("img-src 'self' data: blob: https://pictures.example;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_that_the_clients_router_knows_is_known_here()
    {
        var pages = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Web/src/app/router.tsx")), "path: '(?<path>[^']+)'", RegexOptions.NonBacktracking)
            .Select(match => Regex.Replace(match.Groups["path"].Value, @":\w+", "*", RegexOptions.NonBacktracking))
            .Where(path => path != "*")
            .ToList();
        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.True(ClientPages.Contains("/" + page.Replace("*", "x", StringComparison.Ordinal)), page));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? accepted, bool html = false)
    {
        using var client = _gateway.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path));
        if (accepted is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        if (html)
        {
            request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        }

        return await client.SendAsync(request);
    }

    private async Task WriteAsync(string file, Func<Stream, Stream> compress)
    {
        await using var stream = File.Create(file);
        await using var compressed = compress(stream);
        await compressed.WriteAsync(System.Text.Encoding.UTF8.GetBytes(_script));
    }
}
