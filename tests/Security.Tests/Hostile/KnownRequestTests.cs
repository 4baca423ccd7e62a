using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Security.Tests.Support;

namespace Clockit.Security.Tests.Hostile;

/// <summary>Requests that once got a 5xx, or an answer without a code.</summary>
public sealed class KnownRequestTests(SharedInstallation shared)
{
    [Theory]
    [InlineData("CONNECT /api/live HTTP/1.1\r\n", 405, "route.method_not_allowed")]
    [InlineData("CONNECT /hubs/live HTTP/1.1\r\n", 405, "route.method_not_allowed")]
    [InlineData("GET /api/auth/me HTTP/1.1\r\nAccept: text/plain\r\n", 401, "auth.required")]
    [InlineData("POST /api/auth/login HTTP/1.1\r\nAccept: text/plain\r\nContent-Type: application/json\r\nContent-Length: 1\r\n", 400, "request.invalid")]
    [InlineData("POST /api/live/0198a1b2-7f5d-7c3a-9b1e-5d2f7a4c8e10/view HTTP/1.1\r\nAccept: image/png\r\nContent-Type: application/json\r\nContent-Length: 1\r\n", 400, "request.invalid")]
    [InlineData("POST /api/auth/login HTTP/1.1\r\nContent-Type: application/json; charset=utf-7\r\nContent-Length: 1\r\n", 415, "request.unsupported_media_type")]
    [InlineData("POST /api/live/0198a1b2-7f5d-7c3a-9b1e-5d2f7a4c8e10/view HTTP/1.1\r\nContent-Type: application/json; charset=\"x\"\r\nContent-Length: 1\r\n", 415, "request.unsupported_media_type")]
    public async Task It_gets_a_problem(string head, int status, string code)
    {
        var answer = await SendAsync(head);

        Assert.Equal(status, answer.Status);
        Assert.Equal(code, (string?)JsonNode.Parse(answer.Body)!["code"]);
        Assert.StartsWith("application/problem+json", answer.ContentType, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /api/live HTTP/1.1\r\nX-Anything: \u00c3\u00a9\r\n")]
    [InlineData("GET /api/live HTTP/1.1\r\nUser-Agent: \u00c3\u00a9\r\n")]
    public async Task A_header_that_is_not_ascii_does_no_harm(string head) => Assert.Equal(200, (await SendAsync(head)).Status);

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\u00ff")]
    public async Task A_pinned_message_whose_id_is_no_Unicode_is_refused(string id)
    {
        var host = shared.Cast.Host;
        var stream = await host.CreateStreamAsync();
        using var body = new ByteArrayContent(Encoding.Latin1.GetBytes($$"""{"pinnedMessageId":"{{id}}"}"""));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await host.Http.PutAsync($"/api/live/{stream}/chat/settings", body);

        Assert.Equal(422, (int)response.StatusCode);
        Assert.Equal("request.invalid", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
    }

    /// <summary>The head, a host, and one opening brace where there is a body.</summary>
    private async Task<RawAnswer> SendAsync(string head)
    {
        using var connection = await RawConnection.OpenAsync(shared.Installation.Address);
        var body = head.Contains("Content-Length", StringComparison.Ordinal) ? "{" : "";
        return (await connection.SendAsync(Encoding.Latin1.GetBytes($"{head}Host: localhost\r\n\r\n{body}"), isLast: false, hasBody: true, CancellationToken.None))!;
    }
}
