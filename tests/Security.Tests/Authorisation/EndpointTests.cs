using System.Text;
using System.Text.Json.Nodes;
using Clockit.Security.Tests.Support;

namespace Clockit.Security.Tests.Authorisation;

/// <summary>Every endpoint, called by everybody, on streams of every visibility.</summary>
public sealed class EndpointTests(SharedInstallation shared)
{
    private static readonly IReadOnlyDictionary<string, Row> Table = Row.Parse(Matrix.Endpoints);

    public static TheoryData<string> Keys => [.. Table.Keys];

    [Fact]
    public void Every_endpoint_is_in_the_matrix() => Row.AssertComplete(Table, Endpoints.Of(shared.Installation));

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task Only_those_may_call_it_whom_the_matrix_names(string endpoint)
    {
        var call = Call.All[endpoint];
        foreach (var (visibility, outcomes) in Table[endpoint].ByVisibility)
        {
            foreach (var ((role, caller), outcome) in shared.Cast.Callers.Zip(outcomes))
            {
                await CheckAsync(endpoint, call, caller, role, visibility, outcome);
            }
        }
    }

    [Fact]
    public async Task What_services_ask_each_other_does_not_exist_outside()
    {
        var found = Endpoints.InternalOf(shared.Installation);
        Assert.NotEmpty(found);
        var stream = await shared.Cast.Host.CreateStreamAsync();
        foreach (var (method, path) in found)
        {
            var filled = Endpoints.Fill(path, stream.ToString());
            foreach (var key in new[] { null, "", "guess", Installation.ServiceKey + "x", Installation.ServiceKey[..^1] })
            {
                foreach (var address in new[] { filled, "/INTERNAL" + filled["/internal".Length..], "/api/live/.." + filled, "/" + filled, "/api/live/%2e%2e" + filled, "/api/live/..%2f" + filled })
                {
                    using var connection = await RawConnection.OpenAsync(shared.Installation.Address);
                    var request = $"{method} {address} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {shared.Cast.Admin.Token}\r\n"
                        + (key is null ? "" : $"{ServiceDefaults.Authentication.ServiceKey.Header}: {key}\r\n")
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
                    var answer = await connection.SendAsync(Encoding.ASCII.GetBytes(request), isLast: false, hasBody: true, CancellationToken.None);
                    Assert.True(answer!.Status is 404 or 405, $"{method} {address} with key '{key}' answered {answer.Status}: {answer.Body}");
                }
            }
        }
    }

    [Theory]
    [InlineData("unlisted")]
    [InlineData("private")]
    public async Task A_stream_that_is_not_public_is_on_no_list_but_its_hosts(string visibility)
    {
        var host = shared.Cast.Host;
        var stream = await host.CreateStreamAsync(visibility, start: true);
        foreach (var (role, caller) in shared.Cast.Callers)
        {
            foreach (var path in new[] { "/api/live?limit=100", $"/api/live?status=all&limit=100&host={host.Id}", $"/api/live?status=all&host={host.Username}&q=stream", "/api/live/active" })
            {
                Assert.False(await ListsAsync(caller, path, stream), $"{role} finds it in {path}");
            }

            Assert.Equal(caller == host, await ListsAsync(caller, $"/api/live/user/{host.Id}", stream));
        }
    }

    [Theory]
    [InlineData("unlisted")]
    [InlineData("private")]
    public async Task The_lobby_hears_nothing_of_a_stream_that_is_not_public(string visibility)
    {
        await using var lobby = await shared.Cast.Viewer.ConnectAsync("live");
        var hidden = await shared.Cast.Host.CreateStreamAsync(visibility, start: true);
        await shared.Cast.Host.Http.CallAsync(HttpMethod.Post, $"/api/live/{hidden}/end");
        // What came after it is heard, so it would have been.
        var shown = await shared.Cast.Host.CreateStreamAsync(start: true);
        await lobby.ReceiveAsync("live_started", started => started.GetProperty("streamId").GetGuid() == shown);
        await shared.Cast.Host.Http.CallAsync(HttpMethod.Post, $"/api/live/{shown}/end");
        await lobby.ReceiveAsync("live_ended", ended => ended.GetProperty("streamId").GetGuid() == shown);
        Assert.DoesNotContain(lobby.Pushes, push => push.Argument.GetRawText().Contains(hidden.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    private async Task CheckAsync(string endpoint, Call call, Person caller, string role, string visibility, char outcome)
    {
        var cell = $"{endpoint}, {visibility}, {role}";
        var cast = shared.Cast;
        var scene = new Scene(cast, caller, Guid.CreateVersion7(), cast.Bystander.Id);
        if (visibility.Length > 0)
        {
            scene = scene with { Stream = await cast.Host.CreateStreamAsync(visibility, call.IsLive) };
            if (caller == cast.ChatModerator)
            {
                await cast.Host.Http.CallAsync(HttpMethod.Put, $"/api/live/{scene.Stream}/chat/moderators/{caller.Id}");
            }
        }

        if (call.PrepareAsync is not null)
        {
            scene = await call.PrepareAsync(scene);
        }

        var (status, body) = await SendAsync(scene, call);
        if (outcome == '+')
        {
            var isHub = endpoint.StartsWith("ANY /hubs", StringComparison.Ordinal);
            Assert.True((call.Success is { } success ? status == success : status is >= 200 and < 400) || (isHub && status == 400), $"{cell}: {status} instead of success: {body}");
            return;
        }

        var expected = outcome switch { '1' => 401, '3' => 403, '4' => 404, _ => throw new InvalidOperationException($"{outcome} is no outcome.") };
        Assert.True(status == expected, $"{cell}: {status} instead of {expected}: {body}");
        if (visibility == "private" && outcome is '1' or '4')
        {
            var unknown = await SendAsync(scene with { Stream = Guid.CreateVersion7(), Message = Guid.CreateVersion7() }, call);
            Assert.Equal((status, body), unknown);
        }
    }

    /// <summary>Status, and headers and body without what differs from call to call.</summary>
    private static async Task<(int Status, string Answer)> SendAsync(Scene scene, Call call)
    {
        using var request = call.Create(scene);
        using var response = await scene.Caller.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode < 400)
        {
            return ((int)response.StatusCode, text);
        }

        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(string.IsNullOrEmpty((string?)problem["code"]));
        problem.Remove("traceId");
        var headers = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
        return ((int)response.StatusCode, $"{string.Join('\n', headers)}\n{problem.ToJsonString()}");
    }

    private static async Task<bool> ListsAsync(Person caller, string path, Guid stream) =>
        (await caller.Http.CallAsync(HttpMethod.Get, path)).ToJsonString().Contains(stream.ToString(), StringComparison.OrdinalIgnoreCase);
}
