using System.Net;
using System.Net.Http.Json;
using System.Text;
using Clockit.StreamService.Tests.Support;

namespace Clockit.StreamService.Tests;

public sealed class HostProfileTests(SharedService shared)
{
    private readonly StreamServiceHost _service = shared.Service;

    [Fact]
    public async Task All_streams_of_a_host_show_the_new_profile_as_a_new_version_and_those_of_others_do_not()
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        using var someone = _service.Creator();
        using var anonymous = _service.Anonymous();
        var (upcoming, live, other) = (await creator.CreateStreamAsync(), await creator.CreateStreamAsync(), await someone.CreateStreamAsync());
        await creator.PostAsync($"/api/live/{live}/start");
        using var before = await anonymous.GetAsync($"/api/live/{upcoming}");

        using var service = _service.Service();
        Assert.Equal(HttpStatusCode.NoContent, (await service.PutAsJsonAsync($"/internal/hosts/{host}", new { username = "ana", displayName = "Ana 😀", avatarUrl = "https://img.example/a.png" })).StatusCode);
        foreach (var id in new[] { upcoming, live })
        {
            var shown = (await (await anonymous.GetAsync($"/api/live/{id}")).JsonAsync())["host"]!;
            Assert.Equal("Ana 😀", (string?)shown["displayName"]);
            Assert.Equal("https://img.example/a.png", (string?)shown["avatarUrl"]);
        }

        Assert.NotEqual("Ana 😀", (string?)(await (await anonymous.GetAsync($"/api/live/{other}")).JsonAsync())["host"]!["displayName"]);
        using var after = await anonymous.GetAsync($"/api/live/{upcoming}");
        Assert.NotEqual(before.Headers.ETag, after.Headers.ETag);
        Assert.True((DateTimeOffset)(await after.JsonAsync())["updatedAt"]! > (DateTimeOffset)(await before.JsonAsync())["updatedAt"]!);
        // Who edits what they saw before it is told that it changed.
        using var stale = new HttpRequestMessage(HttpMethod.Put, $"/api/live/{upcoming}") { Content = JsonContent.Create(new { title = "X" }) };
        stale.Headers.IfMatch.Add(before.Headers.ETag!);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await creator.SendAsync(stale)).StatusCode);

        // The same again is no change.
        await service.PutAsJsonAsync($"/internal/hosts/{host}", new { username = "ana", displayName = "Ana 😀", avatarUrl = "https://img.example/a.png" });
        using var again = await anonymous.GetAsync($"/api/live/{upcoming}");
        Assert.Equal(after.Headers.ETag, again.Headers.ETag);
        Assert.Equal(HttpStatusCode.NoContent, (await service.PutAsJsonAsync($"/internal/hosts/{host}", new { username = "ana", displayName = "Ana" })).StatusCode);
        Assert.Null((await (await anonymous.GetAsync($"/api/live/{upcoming}")).JsonAsync())["host"]!["avatarUrl"]);
        Assert.Equal(HttpStatusCode.NoContent, (await service.PutAsJsonAsync($"/internal/hosts/{Guid.NewGuid()}", new { username = "nobody", displayName = "Nobody" })).StatusCode);

        await creator.PostAsync($"/api/live/{live}/end");
        var ended = await shared.Events.WaitForAsync(live, "live.ended");
        Assert.Equal("Ana", (string?)ended.Body["host"]!["displayName"]);
    }

    [Fact]
    public async Task Profiles_and_edits_at_the_same_time_do_not_lose_each_other()
    {
        var host = Guid.CreateVersion7();
        using var creator = _service.SignedIn(host, "creator");
        using var service = _service.Service();
        var id = await creator.CreateStreamAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => number % 2 == 0
            ? creator.PutAsJsonAsync($"/api/live/{id}", new { title = $"Title {number}" })
            : service.PutAsJsonAsync($"/internal/hosts/{host}", new { username = "ana", displayName = $"Ana {number}" })));
        Assert.All(answers, answer => Assert.True(answer.IsSuccessStatusCode));
        var stream = await (await creator.GetAsync($"/api/live/{id}")).JsonAsync();
        Assert.StartsWith("Title ", (string?)stream["title"], StringComparison.Ordinal);
        Assert.StartsWith("Ana ", (string?)stream["host"]!["displayName"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"displayName":"Ana"}""", "username")]
    [InlineData("""{"username":"ana"}""", "displayName")]
    [InlineData("""{"username":"ana","displayName":"a\u0000b"}""", "displayName")]
    [InlineData("""{"username":"ana","displayName":"Ana","avatarUrl":"javascript:alert(1)"}""", "avatarUrl")]
    public async Task A_profile_that_cannot_be_is_refused(string body, string field)
    {
        using var service = _service.Service();
        using var response = await service.PutAsync($"/internal/hosts/{Guid.NewGuid()}", new StringContent(body, Encoding.UTF8, "application/json"));
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    [Fact]
    public async Task Only_services_tell_profiles()
    {
        using var creator = _service.Creator();
        await (await creator.PutAsJsonAsync($"/internal/hosts/{Guid.NewGuid()}", new { username = "ana", displayName = "Ana" })).HasProblemAsync(HttpStatusCode.NotFound, "route.not_found");
    }
}
