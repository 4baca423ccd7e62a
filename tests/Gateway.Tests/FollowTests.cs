using System.Net;
using System.Text.Json.Nodes;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Gateway.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Clockit.Gateway.Tests;

public sealed class FollowTests(SharedGateway shared)
{
    private readonly GatewayHost _gateway = shared.Gateway;

    [Fact]
    public async Task Follow_and_unfollow_again_and_again()
    {
        var (fan, fanUser) = await _gateway.RegisteredAsync();
        var (host, hostUser) = await _gateway.RegisteredAsync(role: "creator");
        using var anyone = _gateway.Client();
        using (fan)
        using (host)
        {
            foreach (var _ in Enumerable.Range(0, 2))
            {
                Assert.Equal(HttpStatusCode.NoContent, (await fan.PutAsync(FollowOf(hostUser), content: null)).StatusCode);
            }

            var seen = await GetAsync(fan, $"/api/users/{hostUser["id"]}");
            Assert.Equal(hostUser.ToJsonString(), seen["user"]!.ToJsonString());
            Assert.Equal(1, (int)seen["followerCount"]!);
            Assert.Equal(0, (int)seen["followingCount"]!);
            Assert.True((bool)seen["isFollowing"]!);
            Assert.False((bool)(await GetAsync(anyone, $"/api/users/{hostUser["id"]}"))["isFollowing"]!);
            Assert.Equal(1, (int)(await GetAsync(anyone, $"/api/users/by-name/{((string)fanUser["username"]!).ToUpperInvariant()}"))["followingCount"]!);

            foreach (var _ in Enumerable.Range(0, 2))
            {
                Assert.Equal(HttpStatusCode.NoContent, (await fan.DeleteAsync(FollowOf(hostUser))).StatusCode);
            }

            Assert.Equal(0, (int)(await GetAsync(fan, $"/api/users/{hostUser["id"]}"))["followerCount"]!);
        }
    }

    [Fact]
    public async Task Lists_are_newest_first_and_paged()
    {
        var (host, hostUser) = await _gateway.RegisteredAsync();
        host.Dispose();
        var fans = new List<string>();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var (fan, user) = await _gateway.RegisteredAsync();
            using (fan)
            {
                await fan.PutAsync(FollowOf(hostUser), content: null);
                fans.Insert(0, (string)user["id"]!);
            }
        }

        using var anyone = _gateway.Client();
        var page = await GetAsync(anyone, $"/api/users/{hostUser["id"]}/followers?page=2&limit=2");
        Assert.Equal(fans[2..4], page["items"]!.AsArray().Select(user => (string)user!["id"]!));
        Assert.Equal((2, 2, 5), ((int)page["page"]!, (int)page["limit"]!, (int)page["total"]!));
        Assert.Empty((await GetAsync(anyone, $"/api/users/{hostUser["id"]}/followers?page=100000&limit=100"))["items"]!.AsArray());
        var following = await GetAsync(anyone, $"/api/users/{fans[0]}/following");
        Assert.Equal((string?)hostUser["id"], (string?)Assert.Single(following["items"]!.AsArray())!["id"]);
        Assert.Equal(20, (int)following["limit"]!);
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=99999999999999999999", "page")]
    [InlineData("page=x", "page")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=1e2", "limit")]
    public async Task A_page_that_cannot_be_is_refused(string query, string field)
    {
        using var anyone = _gateway.Client();
        using var response = await anyone.GetAsync($"/api/users/{Guid.NewGuid()}/followers?{query}");
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    [Theory]
    [InlineData("0192f000-0000-7000-8000-000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0192f000000070008000000000000000")]
    [InlineData("not-a-uuid")]
    [InlineData("1%27%20or%201%3D1")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("..%2F..%2Finternal")]
    public async Task Nobody_is_not_found(string id)
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            await (await client.GetAsync($"/api/users/{id}")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await (await client.GetAsync($"/api/users/by-name/{id}")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await (await client.GetAsync($"/api/users/{id}/followers")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await (await client.GetAsync($"/api/users/{id}/following")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await (await client.PutAsync($"/api/users/{id}/follow", content: null)).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await (await client.DeleteAsync($"/api/users/{id}/follow")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
        }
    }

    [Fact]
    public async Task One_does_not_follow_oneself_nor_without_an_account()
    {
        var (client, user) = await _gateway.RegisteredAsync();
        using (client)
        {
            await (await client.PutAsync(FollowOf(user), content: null)).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "user.follow_self");
        }

        using var nobody = _gateway.Client();
        await (await nobody.PutAsync(FollowOf(user), content: null)).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
        await (await nobody.DeleteAsync(FollowOf(user))).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task A_hundred_follows_at_once_are_one_follow()
    {
        var (fan, _) = await _gateway.RegisteredAsync();
        var (host, hostUser) = await _gateway.RegisteredAsync();
        using (fan)
        using (host)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => fan.PutAsync(FollowOf(hostUser), content: null)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
            Assert.Equal(1, (int)(await GetAsync(fan, $"/api/users/{hostUser["id"]}"))["followerCount"]!);
        }
    }

    [Fact]
    public async Task Two_who_follow_each_other_at_once_both_do()
    {
        var (left, leftUser) = await _gateway.RegisteredAsync();
        var (right, rightUser) = await _gateway.RegisteredAsync();
        using (left)
        using (right)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
                number % 2 == 0 ? left.PutAsync(FollowOf(rightUser), content: null) : right.PutAsync(FollowOf(leftUser), content: null)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        }
    }

    [Fact]
    public async Task The_limit_holds_also_for_follows_at_once()
    {
        var (fan, fanUser) = await _gateway.RegisteredAsync();
        using (fan)
        {
            var others = await _gateway.AddAccountsAsync(IFollowStore.MaxFollowing + 15);
            await using (var db = _gateway.OpenDatabase())
            {
                db.AddRange(others.Take(IFollowStore.MaxFollowing - 5).Select(id => new Follow { FollowerId = (Guid)fanUser["id"]!, FolloweeId = id }));
                await db.SaveChangesAsync();
            }

            var answers = await Task.WhenAll(others.TakeLast(20).Select(id => fan.PutAsync($"/api/users/{id}/follow", content: null)));
            Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent));
            await answers.First(answer => answer.StatusCode != HttpStatusCode.NoContent).HasProblemAsync(HttpStatusCode.Conflict, "user.follow_limit");
            Assert.Equal(IFollowStore.MaxFollowing, (int)(await GetAsync(fan, $"/api/users/{fanUser["id"]}"))["followingCount"]!);
            // Whom one follows already is no new follow.
            Assert.Equal(HttpStatusCode.NoContent, (await fan.PutAsync($"/api/users/{others[0]}/follow", content: null)).StatusCode);
        }
    }

    [Fact]
    public async Task A_service_reads_all_followers_in_pages()
    {
        var (host, hostUser) = await _gateway.RegisteredAsync();
        host.Dispose();
        var fans = await _gateway.AddAccountsAsync(2500);
        await using (var db = _gateway.OpenDatabase())
        {
            db.AddRange(fans.Select(id => new Follow { FollowerId = id, FolloweeId = (Guid)hostUser["id"]! }));
            await db.SaveChangesAsync();
        }

        using var service = _gateway.Client();
        service.DefaultRequestHeaders.Add("X-Clockit-Service-Key", GatewayHost.ServiceKey);
        var (read, sizes, next) = (new List<Guid>(), new List<int>(), default(long?));
        do
        {
            var page = await GetAsync(service, $"/internal/users/{hostUser["id"]}/followers{(next is null ? "" : $"?after={next}")}");
            read.AddRange(page["ids"]!.AsArray().Select(id => (Guid)id!));
            sizes.Add(page["ids"]!.AsArray().Count);
            next = (long?)page["next"];
        }
        while (next is not null);
        Assert.Equal([1000, 1000, 500], sizes);
        Assert.Equal(fans.Order(), read.Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("a-service-key-of-testsx")]
    [InlineData("A-SERVICE-KEY-OF-TESTS")]
    public async Task Without_the_key_there_is_nothing_internal(string? key)
    {
        using var outside = _gateway.Client();
        if (key is not null)
        {
            outside.DefaultRequestHeaders.TryAddWithoutValidation("X-Clockit-Service-Key", key);
        }

        string? expected = null;
        foreach (var path in new[] { "/internal/unknown", $"/internal/users/{Guid.NewGuid()}/followers", $"/INTERNAL/users/{Guid.NewGuid()}/followers", $"/%69nternal/users/{Guid.NewGuid()}/followers", $"//internal/users/{Guid.NewGuid()}/followers" })
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Head })
            {
                using var response = await outside.SendAsync(new HttpRequestMessage(method, path.StartsWith("//", StringComparison.Ordinal) ? new Uri(outside.BaseAddress!, $"/.{path}") : new Uri(path, UriKind.Relative)));
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
                if (method == HttpMethod.Get)
                {
                    var problem = (await response.JsonAsync()).AsObject();
                    problem.Remove("traceId");
                    // The same words as for an address that does not exist.
                    Assert.Equal(expected ??= problem.ToJsonString(), problem.ToJsonString());
                }
            }
        }
    }

    [Fact]
    public async Task Services_are_not_limited_and_those_who_guess_keys_are()
    {
        await using var gateway = await GatewayHost.StartAsync(settings: [("Limits:Enabled", "true"), ("Limits:AddressPerSecond", "5")]);
        using var outside = gateway.Client();
        outside.DefaultRequestHeaders.Add("X-Clockit-Service-Key", "guess");
        var guesses = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => outside.GetAsync($"/internal/users/{Guid.NewGuid()}/followers")));
        Assert.Contains(guesses, answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        using var service = gateway.Client();
        service.DefaultRequestHeaders.Add("X-Clockit-Service-Key", GatewayHost.ServiceKey);
        var pages = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => service.GetAsync($"/internal/users/{Guid.NewGuid()}/followers")));
        Assert.All(pages, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    private static string FollowOf(JsonNode user) => $"/api/users/{user["id"]}/follow";

    private static async Task<JsonNode> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }
}
