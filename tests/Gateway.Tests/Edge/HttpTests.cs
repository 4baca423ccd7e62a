using System.Net;
using Clockit.Gateway.Tests.Support;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>HTTP as its specification has it, also for what no well-behaved client sends.</summary>
public sealed class HttpTests(SharedGateway shared)
{
    private readonly GatewayHost _gateway = shared.Gateway;

    [Theory]
    [InlineData("/api/live/active")]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/robots.txt")]
    [InlineData("/api/unknown")]
    [InlineData("/api/auth/me")]
    public async Task HEAD_answers_as_GET_does_without_the_body(string path)
    {
        using var client = _gateway.Client();
        using var get = await client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var head = await client.SendAsync(request);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task HEAD_goes_on_to_the_services_as_HEAD()
    {
        var answer = await RawHttp.SendAsync(_gateway.Address, "HEAD /api/live/active HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Equal("", answer.Body);
    }

    [Theory]
    [InlineData("GET /api/live/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "request.invalid")]
    [InlineData("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "request.invalid")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400, "request.invalid")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "request.invalid")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400, "request.invalid")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n", 400, "request.invalid")]
    [InlineData("nonsense\r\n\r\n", 400, "request.invalid")]
    [InlineData("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 505, null)]
    public async Task What_cannot_be_read_is_refused_with_a_problem(string request, int status, string? code)
    {
        var answer = await RawHttp.SendAsync(_gateway.Address, request);
        if (code is null)
        {
            Assert.Equal(status, answer.Status);
            return;
        }

        answer.HasProblem(status, code);
    }

    [Fact]
    public async Task An_address_that_is_too_long_is_refused_with_a_problem() =>
        (await RawHttp.SendAsync(_gateway.Address, $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).HasProblem(414, "request.address_too_long");

    [Fact]
    public async Task Headers_that_are_too_large_or_too_many_are_refused_with_a_problem()
    {
        (await RawHttp.SendAsync(_gateway.Address, $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('a', 60_000)}\r\n\r\n")).HasProblem(431, "request.headers_too_large");
        var many = string.Concat(Enumerable.Range(0, 300).Select(index => $"X{index}: y\r\n"));
        (await RawHttp.SendAsync(_gateway.Address, $"GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n")).HasProblem(431, "request.headers_too_large");
    }

    [Fact]
    public async Task A_refused_request_after_a_good_one_has_its_problem_too()
    {
        var answer = await RawHttp.SendAsync(_gateway.Address, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Contains("HTTP/1.1 400", answer.Body, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request.invalid\"", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_answer_of_the_pipelines_own_is_left_alone()
    {
        var answer = await RawHttp.SendAsync(_gateway.Address, "POST /api/auth/logout HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(204, answer.Status);
        Assert.Equal("", answer.Body);
    }

    [Theory]
    [InlineData("//api/live")]
    [InlineData("/favicon.ico")]
    [InlineData("/nothing.html")]
    [InlineData("/assets/nothing.js")]
    public async Task What_does_not_exist_is_not_found(string path)
    {
        using var client = _gateway.Client();
        using var response = await client.GetAsync(new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + path));
        await response.HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
    }
}
