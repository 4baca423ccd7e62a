using System.Net;
using System.Text.RegularExpressions;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests;

public sealed class ApiDocumentTests(SharedGateway shared)
{
    private const string Address = "/openapi/v1.json";

    [Fact]
    public async Task The_committed_document_is_served_to_anyone_and_only_once_to_who_has_it()
    {
        using var client = shared.Gateway.Client();
        using var response = await client.GetAsync(Address);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.Public);
        Assert.Equal(Repository.Read("docs/openapi/v1.json"), await response.Content.ReadAsStringAsync());

        using var again = new HttpRequestMessage(HttpMethod.Get, Address) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var unchanged = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(response.Headers.ETag, unchanged.Headers.ETag);
    }

    [Fact]
    public async Task The_page_of_the_API_runs_only_its_own_scripts_and_loads_nothing_from_elsewhere()
    {
        using var client = shared.Gateway.Client();
        using var response = await client.GetAsync("/docs/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("openapi/v1.json", page, StringComparison.Ordinal);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var nonce = Regex.Match(policy, "script-src 'self' 'nonce-(?<nonce>[^']+)'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["nonce"].Value;
        Assert.NotEmpty(nonce);
        var scripts = Regex.Matches(page, "<script[^>]*>", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains($"nonce=\"{nonce}\"", script.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);

        using var again = await client.GetAsync("/docs/");
        Assert.DoesNotContain(nonce, again.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var script = Regex.Match(page, "src=\"(?<src>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["src"].Value;
        using var loaded = await client.GetAsync(new Uri(new Uri(client.BaseAddress!, "/docs/"), script));
        Assert.Equal(HttpStatusCode.OK, loaded.StatusCode);
    }
}
