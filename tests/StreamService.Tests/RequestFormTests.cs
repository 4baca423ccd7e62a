using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Clockit.StreamService.Tests.Support;

namespace Clockit.StreamService.Tests;

/// <summary>What HTTP allows a request to look like.</summary>
public sealed class RequestFormTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"", HttpStatusCode.Created)]
    [InlineData("application/json;charset=UTF-8", HttpStatusCode.Created)]
    [InlineData("APPLICATION/JSON ; Charset=\"UTF-8\" ; q=1", HttpStatusCode.Created)]
    [InlineData("application/json; profile=\"a;b\\\"c\"", HttpStatusCode.Created)]
    [InlineData("application/merge-patch+json; charset=\"utf-8\"", HttpStatusCode.Created)]
    [InlineData("application/json; charset=\"utf-16\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=\"\\u\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json; charset=latin1", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/sdp", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("json", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_content_type_is_read_as_the_grammar_has_it(string contentType, HttpStatusCode status)
    {
        using var creator = _service.Creator();
        using var response = await creator.SendAsync(Post(contentType));
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task No_content_type_that_the_grammar_makes_gives_a_server_error()
    {
        using var creator = _service.Creator();
        var random = new Random(20_261_126);
        string[] pieces = ["application", "/", "json", "+", ";", " ", "charset", "=", "\"", "utf-8", "UTF-8", "\\", "*", "q=0.5", ",", "boundary", "\t", "x", "utf-7", "%", "'"];
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var type = "application/json;" + string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            using var response = await creator.SendAsync(Post(type));
            Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode} for {type}");
        }
    }

    [Fact]
    public async Task A_compressed_body_is_refused_and_says_what_is_taken()
    {
        using var creator = _service.Creator();
        using var request = Post("application/json");
        request.Content!.Headers.ContentEncoding.Add("gzip");
        using var response = await creator.SendAsync(request);
        await response.HasProblemAsync(HttpStatusCode.UnsupportedMediaType, "request.unsupported_media_type");
        Assert.Equal("identity", response.Headers.GetValues("Accept-Encoding").Single());
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_body()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        foreach (var path in new[] { "/api/live", $"/api/live/{id}", $"/api/live/{Guid.CreateVersion7()}", "/health/live" })
        {
            using var read = await creator.GetAsync(path);
            using var head = await creator.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
            Assert.Equal(read.StatusCode, head.StatusCode);
            Assert.Equal(read.Headers.ETag, head.Headers.ETag);
            Assert.Equal(read.Content.Headers.ContentType, head.Content.Headers.ContentType);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task If_None_Match_of_anything_is_answered_with_304()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/live/{id}") { Headers = { IfNoneMatch = { EntityTagHeaderValue.Any } } };
        Assert.Equal(HttpStatusCode.NotModified, (await creator.SendAsync(request)).StatusCode);
    }

    private static HttpRequestMessage Post(string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"title":"x"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpRequestMessage(HttpMethod.Post, "/api/live") { Content = content };
    }
}
