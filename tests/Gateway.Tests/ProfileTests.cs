using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Clockit.Gateway.Tests;

public sealed class ProfileTests(SharedGateway shared)
{
    private readonly GatewayHost _gateway = shared.Gateway;

    [Fact]
    public async Task What_is_left_out_stays_and_what_is_sent_shows_at_once()
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            var user = await EditAsync(client, """{"displayName":"  Ana 😀 "}""");
            Assert.Equal("Ana 😀", (string?)user["displayName"]);
            Assert.Null(user["avatarUrl"]);
            user = await EditAsync(client, """{"avatarUrl":"https://img.example/a.png"}""");
            Assert.Equal("Ana 😀", (string?)user["displayName"]);
            Assert.Equal("https://img.example/a.png", (string?)user["avatarUrl"]);
            user = await EditAsync(client, "{}");
            Assert.Equal("https://img.example/a.png", (string?)user["avatarUrl"]);
            Assert.Equal("https://img.example/a.png", (string?)(await MeAsync(client))["avatarUrl"]);
            var token = new JsonWebToken(((string)(await (await client.GetAsync("/api/live/active")).JsonAsync())["headers"]!["authorization"]!)["Bearer ".Length..]);
            Assert.Equal("Ana 😀", token.GetClaim("display_name").Value);

            Assert.Null((await EditAsync(client, """{"avatarUrl":null}"""))["avatarUrl"]);
            await EditAsync(client, """{"avatarUrl":"http://img.example/b"}""");
            Assert.Null((await EditAsync(client, """{"avatarUrl":" "}"""))["avatarUrl"]);
            Assert.Equal("Ana 😀", (string?)(await MeAsync(client))["displayName"]);
        }
    }

    [Fact]
    public async Task Other_sessions_stay_signed_in()
    {
        var username = GatewayHost.NewName();
        var (client, _) = await _gateway.RegisteredAsync(username);
        using (client)
        using (var other = _gateway.Client())
        {
            await other.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
            await EditAsync(client, """{"displayName":"Changed"}""");
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/auth/me")).StatusCode);
        }
    }

    [Fact]
    public async Task A_program_edits_its_profile_and_gets_no_cookie()
    {
        var username = GatewayHost.NewName();
        (await _gateway.RegisteredAsync(username)).Client.Dispose();
        using var program = _gateway.Client();
        var tokens = await (await program.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)tokens["accessToken"]);
        using var response = await program.PutAsJsonAsync("/api/auth/me", new { displayName = "Robot" });
        Assert.Equal("Robot", (string?)(await response.JsonAsync())["user"]!["displayName"]);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        // The next token says it.
        var next = await (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = (string?)tokens["refreshToken"] })).JsonAsync();
        Assert.Equal("Robot", new JsonWebToken((string)next["accessToken"]!).GetClaim("display_name").Value);
    }

    [Fact]
    public async Task Nothing_but_the_profile_can_be_changed()
    {
        var (client, before) = await _gateway.RegisteredAsync();
        using (client)
        {
            var after = await EditAsync(client, $$"""
                {"displayName":"Same","id":"{{Guid.NewGuid()}}","username":"admin","userName":"admin","roles":["admin"],"passwordHash":"x","securityStamp":"x","lockoutEnd":null,"hasAvatarUrl":true}
                """);
            Assert.Equal((string?)before["id"], (string?)after["id"]);
            Assert.Equal((string?)before["username"], (string?)after["username"]);
            Assert.Equal(before["roles"]!.ToJsonString(), after["roles"]!.ToJsonString());
            Assert.Equal(after.ToJsonString(), (await MeAsync(client)).ToJsonString());
        }
    }

    public static TheoryData<string, string> Wrong() => new()
    {
        { """{"displayName":""}""", "displayName" },
        { """{"displayName":"   "}""", "displayName" },
        { """{"displayName":"a\u0000b"}""", "displayName" },
        { """{"displayName":"a\u0007b"}""", "displayName" },
        { $$"""{"displayName":"{{new string('x', 51)}}"}""", "displayName" },
        { """{"avatarUrl":"javascript:alert(1)"}""", "avatarUrl" },
        { """{"avatarUrl":"data:image/png;base64,AAAA"}""", "avatarUrl" },
        { """{"avatarUrl":"//img.example/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":"/a.png"}""", "avatarUrl" },
        { """{"avatarUrl":"file:///etc/passwd"}""", "avatarUrl" },
        { """{"avatarUrl":"https://me:secret@img.example/"}""", "avatarUrl" },
        { """{"avatarUrl":"https://img.example/\u0000"}""", "avatarUrl" },
        { $$"""{"avatarUrl":"https://img.example/{{new string('x', 2000)}}"}""", "avatarUrl" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_profile_that_is_wrong_says_which_field(string body, string field)
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            using var response = await client.PutAsync("/api/auth/me", Json(body));
            await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            Assert.NotNull((await response.JsonAsync())["errors"]![field]);
        }
    }

    [Theory]
    [InlineData("""{"displayName":"\ud800"}""")]
    [InlineData("""{"avatarUrl":"https://img.example/\udc00"}""")]
    [InlineData("""{"displayName":5}""")]
    [InlineData("""{"avatarUrl":{}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task A_body_that_cannot_be_read_is_refused(string body)
    {
        var (client, _) = await _gateway.RegisteredAsync();
        using (client)
        {
            await (await client.PutAsync("/api/auth/me", Json(body))).HasProblemAsync(HttpStatusCode.BadRequest, "request.invalid");
        }

        using var nobody = _gateway.Client();
        await (await nobody.PutAsync("/api/auth/me", Json("{}"))).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task The_streams_of_the_account_are_told_once_each_change_even_when_StreamService_was_down()
    {
        await using var streams = await StreamHostsService.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(settings: ("services:stream-service:http:0", streams.Address));
        var (client, user) = await gateway.RegisteredAsync();
        using (client)
        {
            streams.IsDown = true;
            await EditAsync(client, """{"displayName":"First"}""");
            await Eventually.TrueAsync(() => streams.Refused > 0);
            await EditAsync(client, """{"displayName":"Second","avatarUrl":"https://img.example/a.png"}""");
            Assert.Empty(streams.Taken);

            streams.IsDown = false;
            await Eventually.TrueAsync(() => streams.Taken.Any(host => host.Profile["displayName"]!.GetValue<string>() == "Second"), within: TimeSpan.FromSeconds(30));
            var (id, profile) = streams.Taken.Last();
            Assert.Equal((Guid)user["id"]!, id);
            Assert.Equal((string?)user["username"], (string?)profile["username"]);
            Assert.Equal("https://img.example/a.png", (string?)profile["avatarUrl"]);
            await using var db = gateway.OpenDatabase();
            // What is left is due when every token from before the change has run out.
            await Eventually.TrueAsync(async () => await db.ProfileChanges.CountAsync(change => change.DueAt < DateTimeOffset.UtcNow.AddMinutes(10)) == 0, within: TimeSpan.FromSeconds(30));
            Assert.Equal(2, await db.ProfileChanges.CountAsync());
        }
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> EditAsync(HttpClient client, string body)
    {
        using var response = await client.PutAsync("/api/auth/me", Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!["user"]!;
    }

    private static async Task<JsonNode> MeAsync(HttpClient client) => (await (await client.GetAsync("/api/auth/me")).JsonAsync())["user"]!;
}
