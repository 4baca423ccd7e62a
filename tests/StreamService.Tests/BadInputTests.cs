using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.StreamService.Tests.Support;

namespace Clockit.StreamService.Tests;

public sealed class BadInputTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PUT", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/start")]
    [InlineData("POST", "/end")]
    [InlineData("POST", "/stream-key")]
    public async Task An_unknown_stream_is_not_found(string method, string path)
    {
        using var creator = _service.Creator();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/live/{Guid.CreateVersion7()}{path}");
        request.Content = method is "PUT" ? JsonContent.Create(new { title = "x" }) : null;
        using var response = await creator.SendAsync(request);
        await response.HasProblemAsync(HttpStatusCode.NotFound, "stream.not_found");
    }

    [Fact]
    public async Task Someone_elses_stream_cannot_be_touched_and_stays_as_it_is()
    {
        using var creator = _service.Creator();
        using var other = _service.Creator();
        var id = await creator.CreateStreamAsync();
        await (await other.PostAsync($"/api/live/{id}/start")).HasProblemAsync(HttpStatusCode.Forbidden, "stream.not_host");
        await (await other.PostAsync($"/api/live/{id}/end")).HasProblemAsync(HttpStatusCode.Forbidden, "stream.not_host");
        await (await other.PutAsJsonAsync($"/api/live/{id}", new { title = "mine" })).HasProblemAsync(HttpStatusCode.Forbidden, "stream.not_host");
        await (await other.DeleteAsync($"/api/live/{id}")).HasProblemAsync(HttpStatusCode.Forbidden, "stream.not_host");
        await (await other.PostAsync($"/api/live/{id}/stream-key")).HasProblemAsync(HttpStatusCode.Forbidden, "stream.not_host");
        var stream = await (await creator.GetAsync($"/api/live/{id}")).JsonAsync();
        Assert.Equal("A stream", (string?)stream["title"]);
        Assert.Equal("upcoming", (string?)stream["status"]);
    }

    [Fact]
    public async Task A_private_stream_is_not_there_for_others_in_any_call_or_list()
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        using var other = _service.Creator();
        using var moderator = _service.SignedIn(Guid.CreateVersion7(), "moderator");
        using var anonymous = _service.Anonymous();
        var id = await creator.CreateStreamAsync(new { title = "Secret", isPrivate = true });
        foreach (var client in new[] { other, anonymous })
        {
            var unknown = await client.GetAsync($"/api/live/{Guid.CreateVersion7()}");
            var hidden = await client.GetAsync($"/api/live/{id}");
            await hidden.HasProblemAsync(HttpStatusCode.NotFound, "stream.not_found");
            Assert.Equal(WithoutTrace(await unknown.JsonAsync()), WithoutTrace(await hidden.JsonAsync()));
        }

        await (await other.PostAsync($"/api/live/{id}/start")).HasProblemAsync(HttpStatusCode.NotFound, "stream.not_found");
        await creator.PostAsync($"/api/live/{id}/start");
        foreach (var path in new[] { "/api/live?status=all&q=Secret", "/api/live/active", $"/api/live/user/{host}", $"/api/live?host={host}&status=all" })
        {
            Assert.DoesNotContain(id.ToString(), await anonymous.GetStringAsync(path), StringComparison.Ordinal);
        }

        Assert.Contains(id.ToString(), await creator.GetStringAsync($"/api/live/user/{host}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await moderator.GetAsync($"/api/live/{id}")).StatusCode);
        static string WithoutTrace(JsonNode problem)
        {
            problem.AsObject().Remove("traceId");
            return problem.ToJsonString();
        }
    }

    [Fact]
    public async Task Starting_or_ending_twice_and_ending_what_is_not_live_conflict()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        await (await creator.PostAsync($"/api/live/{id}/end")).HasProblemAsync(HttpStatusCode.Conflict, "stream.not_live");
        await creator.PostAsync($"/api/live/{id}/start");
        await (await creator.PostAsync($"/api/live/{id}/start")).HasProblemAsync(HttpStatusCode.Conflict, "stream.already_live");
        await (await creator.DeleteAsync($"/api/live/{id}")).HasProblemAsync(HttpStatusCode.Conflict, "stream.live");
        await creator.PostAsync($"/api/live/{id}/end");
        await (await creator.PostAsync($"/api/live/{id}/end")).HasProblemAsync(HttpStatusCode.Conflict, "stream.already_ended");
        await (await creator.PostAsync($"/api/live/{id}/start")).HasProblemAsync(HttpStatusCode.Conflict, "stream.already_ended");
    }

    [Fact]
    public async Task Who_is_not_signed_in_or_no_creator_cannot_create()
    {
        using var anonymous = _service.Anonymous();
        using var viewer = _service.SignedIn(Guid.CreateVersion7(), "viewer");
        await (await anonymous.PostAsJsonAsync("/api/live", new { title = "x" })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
        await (await viewer.PostAsJsonAsync("/api/live", new { title = "x" })).HasProblemAsync(HttpStatusCode.Forbidden, "auth.forbidden");
    }

    [Fact]
    public async Task Expired_foreign_and_garbled_tokens_are_refused()
    {
        await using var stranger = await Testing.TestIssuer.StartAsync();
        string[] tokens =
        [
            _service.Issuer.CreateToken(Guid.CreateVersion7(), "late", ["creator"], TimeSpan.FromMinutes(-5)),
            _service.Issuer.CreateToken(Guid.CreateVersion7(), "elsewhere", ["creator"], audience: "another"),
            stranger.CreateToken(Guid.CreateVersion7(), "stranger", ["creator"]),
            "garbage",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.",
        ];
        foreach (var token in tokens)
        {
            using var client = _service.Anonymous();
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            await (await client.PostAsJsonAsync("/api/live", new { title = "x" })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
        }
    }

    [Theory]
    [InlineData("""{"title":""}""", "title")]
    [InlineData("""{}""", "title")]
    [InlineData("""{"title":"   "}""", "title")]
    [InlineData("""{"title":"a\u0000b"}""", "title")]
    [InlineData("""{"title":"x","tags":["1","2","3","4","5","6","7","8","9","10","11"]}""", "tags")]
    [InlineData("""{"title":"x","tags":[null]}""", "tags")]
    [InlineData("""{"title":"x","tags":["0123456789012345678901234567890"]}""", "tags")]
    [InlineData("""{"title":"x","visibility":"friends"}""", "visibility")]
    [InlineData("""{"title":"x","visibility":"public","isPrivate":true}""", "isPrivate")]
    [InlineData("""{"title":"x","thumbnailUrl":"javascript:alert(1)"}""", "thumbnailUrl")]
    [InlineData("""{"title":"x","thumbnailUrl":"/relative"}""", "thumbnailUrl")]
    [InlineData("""{"title":"x","thumbnailUrl":"https://user:pass@example.org/"}""", "thumbnailUrl")]
    public async Task Fields_that_are_wrong_are_listed(string body, string field)
    {
        using var creator = _service.Creator();
        using var response = await creator.PostAsync("/api/live", new StringContent(body, Encoding.UTF8, "application/json"));
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    [Theory]
    [InlineData("title", 200)]
    [InlineData("description", 1000)]
    [InlineData("category", 50)]
    public async Task A_text_may_be_as_long_as_its_bound_and_no_longer(string field, int bound)
    {
        using var creator = _service.Creator();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["title"] = "x", [field] = new string('é', bound) };
        Assert.Equal(HttpStatusCode.Created, (await creator.PostAsJsonAsync("/api/live", fields)).StatusCode);
        fields[field] += "é";
        using var response = await creator.PostAsJsonAsync("/api/live", fields);
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("null", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("[]", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("{\"title\":\"a\\ud800b\"}", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("{\"title\":5}", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("{\"title\":\"x\",\"scheduledFor\":\"tomorrow\"}", HttpStatusCode.BadRequest, "application/json")]
    [InlineData("title=x", HttpStatusCode.UnsupportedMediaType, "application/x-www-form-urlencoded")]
    [InlineData("{\"title\":\"x\"}", HttpStatusCode.UnsupportedMediaType, "text/plain")]
    public async Task A_body_that_cannot_be_read_is_refused(string body, HttpStatusCode status, string contentType)
    {
        using var creator = _service.Creator();
        using var response = await creator.PostAsync("/api/live", new StringContent(body, Encoding.UTF8, contentType));
        await response.HasProblemAsync(status, status == HttpStatusCode.BadRequest ? "request.invalid" : "request.unsupported_media_type");
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_too_deep_is_refused()
    {
        using var creator = _service.Creator();
        using var large = await creator.PostAsJsonAsync("/api/live", new { title = "x", description = new string('x', 100_000) });
        await large.HasProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
        var deep = string.Concat(Enumerable.Repeat("[", 5000));
        using var nested = await creator.PostAsync("/api/live", new StringContent($$"""{"title":"x","tags":{{deep}}""", Encoding.UTF8, "application/json"));
        await nested.HasProblemAsync(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Theory]
    [InlineData("?status=sleeping")]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?page=-1")]
    [InlineData("?page=99999999999999999999")]
    [InlineData("?q=%00")]
    public async Task A_query_that_is_wrong_is_refused(string query)
    {
        using var anonymous = _service.Anonymous();
        using var response = await anonymous.GetAsync($"/api/live{query}");
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
    }

    [Fact]
    public async Task Fields_that_are_not_the_callers_to_set_change_nothing()
    {
        using var creator = _service.Creator();
        var hostile = new
        {
            title = "x",
            streamId = Guid.Empty,
            status = "live",
            viewerCount = 9,
            peakViewers = 9,
            totalViews = 9,
            host = new { id = Guid.Empty },
            hostId = Guid.Empty,
            startedAt = DateTimeOffset.UnixEpoch,
            createdAt = DateTimeOffset.UnixEpoch,
            streamKey = "live_mine",
            version = 99,
            recordingUrl = "https://example.org/r",
            playbackUrl = "https://example.org/p",
        };
        using var response = await creator.PostAsJsonAsync("/api/live", hostile);
        var stream = await response.JsonAsync();
        Assert.NotEqual(Guid.Empty, (Guid)stream["streamId"]!);
        Assert.NotEqual(Guid.Empty, (Guid)stream["host"]!["id"]!);
        Assert.NotEqual("live_mine", (string?)stream["streamKey"]);
        Assert.Equal("upcoming", (string?)stream["status"]);
        Assert.Equal(0, (int)stream["viewerCount"]!);
        Assert.Null(stream["startedAt"]);
        Assert.Null(stream["recordingUrl"]);
        Assert.Null(stream["playbackUrl"]);
    }

    [Fact]
    public async Task The_internal_calls_need_the_service_key()
    {
        using var creator = _service.Creator();
        var id = await creator.CreateStreamAsync();
        using var anonymous = _service.Anonymous();
        await (await anonymous.GetAsync($"/internal/streams/{id}")).HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
        anonymous.DefaultRequestHeaders.Add("X-Clockit-Service-Key", "wrong");
        await (await anonymous.PostAsJsonAsync($"/internal/streams/{id}/start", new { hostId = Guid.Empty })).HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
        using var service = _service.Service();
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/internal/streams/{id}")).StatusCode);
    }
}
