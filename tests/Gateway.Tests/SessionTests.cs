using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;

namespace Clockit.Gateway.Tests;

/// <summary>Sessions live on the server: what ends one acts on everything that belongs to it, on every gateway.</summary>
public sealed class SessionTests(SharedGateway shared) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private readonly GatewayHost _gateway = shared.Gateway;
    private GatewayHost _second = null!;

    public async ValueTask InitializeAsync() => _second = await GatewayHost.StartAsync(_gateway.Database);

    public async ValueTask DisposeAsync() => await _second.DisposeAsync();

    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_logout_on_any_gateway()
    {
        var (username, browser, cookie) = await BrowserAsync();
        using (browser)
        using (var thief = WithCookie(_second, cookie))
        using (var stays = await LoggedInAsync(_gateway, username))
        {
            Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/api/auth/me")).StatusCode);
            Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsync("/api/auth/logout", content: null)).StatusCode);
            await EndsAsync(thief);
            Assert.Equal(HttpStatusCode.OK, (await stays.GetAsync("/api/auth/me")).StatusCode);
            // The services see nobody either.
            using var proxied = await thief.GetAsync("/api/live/active");
            Assert.Null((await proxied.JsonAsync())["headers"]!["authorization"]);
        }
    }

    [Fact]
    public async Task Logout_of_a_program_ends_its_access_and_refresh_tokens()
    {
        var (username, browser, _) = await BrowserAsync();
        browser.Dispose();
        var (program, refreshToken) = await ProgramAsync(_gateway, username);
        using (program)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await program.PostAsync("/api/auth/logout", content: null)).StatusCode);
            await EndsAsync(program);
            await (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.refresh_invalid");
        }
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session_and_refresh_family()
    {
        var (username, browser, _) = await BrowserAsync();
        var (program, refreshToken) = await ProgramAsync(_second, username);
        using (browser)
        using (program)
        using (var other = await LoggedInAsync(_second, username))
        {
            await (await browser.PostAsJsonAsync("/api/auth/password", new { currentPassword = "wrong horse", newPassword = "a longer horse" })).HasProblemAsync(HttpStatusCode.Forbidden, "auth.invalid_credentials");
            await (await browser.PostAsJsonAsync("/api/auth/password", new { currentPassword = "correct horse", newPassword = "password1" })).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsJsonAsync("/api/auth/password", new { currentPassword = "correct horse", newPassword = "a longer horse" })).StatusCode);
            await EndsAsync(other);
            await EndsAsync(program);
            await (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.refresh_invalid");
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/auth/me")).StatusCode);
            await (await browser.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.invalid_credentials");
            Assert.Equal(HttpStatusCode.OK, (await browser.PostAsJsonAsync("/api/auth/login", new { username, password = "a longer horse" })).StatusCode);
        }
    }

    [Fact]
    public async Task One_sees_where_one_is_signed_in_and_ends_one_or_all_others()
    {
        var (username, browser, _) = await BrowserAsync();
        using (browser)
        using (var phone = await LoggedInAsync(_second, username, "A phone"))
        using (var tablet = await LoggedInAsync(_second, username, "A tablet"))
        {
            var sessions = (await (await browser.GetAsync("/api/auth/sessions")).JsonAsync())["items"]!.AsArray();
            Assert.Equal(3, sessions.Count);
            Assert.Single(sessions, session => (bool)session!["current"]!);
            var phones = Assert.Single(sessions, session => (string?)session!["device"] == "A phone")!;
            Assert.Equal("127.0.0.1", (string?)phones["address"]);
            Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync($"/api/auth/sessions/{phones["id"]}")).StatusCode);
            await EndsAsync(phone);
            Assert.Equal(HttpStatusCode.OK, (await tablet.GetAsync("/api/auth/me")).StatusCode);
            await (await browser.DeleteAsync($"/api/auth/sessions/{phones["id"]}")).HasProblemAsync(HttpStatusCode.NotFound, "auth.session_not_found");
            var (_, stranger, _) = await BrowserAsync();
            using (stranger)
            {
                var mine = sessions.Single(session => (bool)session!["current"]!)!;
                await (await stranger.DeleteAsync($"/api/auth/sessions/{mine["id"]}")).HasProblemAsync(HttpStatusCode.NotFound, "auth.session_not_found");
            }

            Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/auth/sessions")).StatusCode);
            await EndsAsync(tablet);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/auth/me")).StatusCode);
        }
    }

    [Fact]
    public async Task Roles_count_within_a_second_in_cookies_and_tokens_that_were_there_before()
    {
        await using var first = await GatewayHost.StartAsync();
        await using var second = await GatewayHost.StartAsync(first.Database);
        var (admin, _) = await first.RegisteredAsync();
        var username = GatewayHost.NewName();
        var (browser, user) = await first.RegisteredAsync(username);
        var (program, _) = await ProgramAsync(second, username);
        using (admin)
        using (browser)
        using (program)
        {
            await program.GetAsync("/api/auth/me");
            Assert.Equal(HttpStatusCode.OK, (await admin.PutAsJsonAsync($"/api/users/{user["id"]}/roles", new { roles = new[] { "moderator" } })).StatusCode);
            foreach (var client in new[] { browser, program })
            {
                await Eventually.TrueAsync(async () => (await (await client.GetAsync("/api/auth/me")).JsonAsync())["user"]!["roles"]!.AsArray().Any(role => (string?)role == "moderator"), Soon);
            }
        }
    }

    [Fact]
    public async Task A_disabled_account_can_do_nothing_until_it_is_enabled()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (admin, adminUser) = await gateway.RegisteredAsync();
        var username = GatewayHost.NewName();
        var (browser, user) = await gateway.RegisteredAsync(username);
        var (program, refreshToken) = await ProgramAsync(gateway, username);
        using (admin)
        using (browser)
        using (program)
        {
            await (await admin.PutAsJsonAsync($"/api/users/{adminUser["id"]}/disabled", new { disabled = true })).HasProblemAsync(HttpStatusCode.Conflict, "user.last_admin");
            Assert.Equal(HttpStatusCode.OK, (await admin.PutAsJsonAsync($"/api/users/{user["id"]}/disabled", new { disabled = true })).StatusCode);
            await EndsAsync(browser);
            await EndsAsync(program);
            await (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.refresh_invalid");
            await (await browser.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.invalid_credentials");
            Assert.Equal(HttpStatusCode.OK, (await admin.PutAsJsonAsync($"/api/users/{user["id"]}/disabled", new { disabled = false })).StatusCode);
            await Eventually.TrueAsync(async () => (await browser.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" })).StatusCode == HttpStatusCode.OK, Soon);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/auth/me")).StatusCode);
        }
    }

    [Fact]
    public async Task A_deleted_account_is_gone_with_all_that_belonged_to_it()
    {
        await using var streams = await StreamHostsService.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(settings: ("services:stream-service:http:0", streams.Address));
        (await gateway.RegisteredAsync()).Client.Dispose();
        var username = GatewayHost.NewName();
        var (browser, user) = await gateway.RegisteredAsync(username);
        var (program, refreshToken) = await ProgramAsync(gateway, username);
        using (browser)
        using (program)
        {
            var export = await (await browser.GetAsync("/api/auth/me/export")).JsonAsync();
            Assert.Equal(username, (string?)export["user"]!["username"]);
            Assert.Equal(2, export["sessions"]!.AsArray().Count);
            await (await DeleteAsync(browser, "wrong horse")).HasProblemAsync(HttpStatusCode.Forbidden, "auth.invalid_credentials");
            Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(browser, "correct horse")).StatusCode);
            await EndsAsync(program);
            await (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.refresh_invalid");
            await (await program.GetAsync($"/api/users/{user["id"]}")).HasProblemAsync(HttpStatusCode.NotFound, "user.not_found");
            await Eventually.TrueAsync(() => streams.Deleted.Contains((Guid)user["id"]!), TimeSpan.FromSeconds(15));
            // The name is free again, and whoever takes it is somebody else.
            var (successor, other) = await gateway.RegisteredAsync(username);
            successor.Dispose();
            Assert.NotEqual((string?)user["id"], (string?)other["id"]);
        }
    }

    [Fact]
    public async Task An_API_token_does_what_its_scopes_say_until_it_is_deleted()
    {
        var (_, browser, _) = await BrowserAsync();
        using (browser)
        {
            await (await browser.PostAsJsonAsync("/api/auth/tokens", new { name = "", scopes = new[] { "everything" }, expiresAt = DateTimeOffset.UtcNow })).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            var made = await (await browser.PostAsJsonAsync("/api/auth/tokens", new { name = "Bot", scopes = new[] { "read", "chat" }, expiresAt = DateTimeOffset.UtcNow.AddDays(1) })).JsonAsync();
            using var bot = _second.Client();
            bot.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)made["secret"]);
            Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/api/auth/me")).StatusCode);
            var chat = await (await bot.PostAsJsonAsync($"/api/live/{Guid.NewGuid()}/chat", new { message = "hi" })).JsonAsync();
            Assert.StartsWith("Bearer ey", (string?)chat["headers"]!["authorization"], StringComparison.Ordinal);
            var start = await (await bot.PostAsJsonAsync("/api/live/start", new { title = "x" })).JsonAsync();
            Assert.Null(start["headers"]!["authorization"]);
            Assert.Equal(HttpStatusCode.Forbidden, (await bot.GetAsync("/api/auth/sessions")).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await bot.PutAsJsonAsync("/api/auth/me", new { displayName = "x" })).StatusCode);
            var listed = await (await browser.GetAsync("/api/auth/tokens")).JsonAsync();
            Assert.DoesNotContain((string)made["secret"]!, listed.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync($"/api/auth/tokens/{made["token"]!["id"]}")).StatusCode);
            await EndsAsync(bot);
        }
    }

    [Fact]
    public async Task A_password_is_the_same_however_it_is_typed()
    {
        var username = GatewayHost.NewName();
        using var client = _gateway.Client();
        Assert.Equal(HttpStatusCode.Created, (await client.PostAsJsonAsync("/api/auth/register", new { username, password = "café ﬁancé 東京" })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/auth/login", new { username, password = "cafe\u0301 fiance\u0301 東京" })).StatusCode);
    }

    [Fact]
    public async Task A_viewer_becomes_a_creator_and_nothing_else()
    {
        var (_, browser, _) = await BrowserAsync();
        using (browser)
        {
            await (await browser.PutAsJsonAsync("/api/auth/me", new { role = "admin" })).HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
            var edited = await (await browser.PutAsJsonAsync("/api/auth/me", new { role = "creator", bio = "I paint.", links = new[] { "https://example.org/me" } })).JsonAsync();
            Assert.Equal(["viewer", "creator"], edited["user"]!["roles"]!.AsArray().Select(role => (string?)role));
            var seen = await (await browser.GetAsync($"/api/users/{edited["user"]!["id"]}")).JsonAsync();
            Assert.Equal("I paint.", (string?)seen["bio"]);
            Assert.Equal("https://example.org/me", (string?)seen["links"]![0]);
        }
    }

    private async Task<(string Username, HttpClient Browser, string Cookie)> BrowserAsync()
    {
        var username = GatewayHost.NewName();
        var client = _gateway.Client();
        using var response = await client.PostAsJsonAsync("/api/auth/register", new { username, password = "correct horse" });
        return (username, client, response.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    private static HttpClient WithCookie(GatewayHost gateway, string cookie)
    {
        var client = gateway.Client();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    private static async Task<HttpClient> LoggedInAsync(GatewayHost gateway, string username, string device = "A browser")
    {
        var client = gateway.Client();
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", device);
        using var response = await client.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return client;
    }

    private static async Task<(HttpClient Program, string RefreshToken)> ProgramAsync(GatewayHost gateway, string username)
    {
        var program = gateway.Client();
        var tokens = await (await program.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)tokens["accessToken"]);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/auth/me")).StatusCode);
        return (program, (string)tokens["refreshToken"]!);
    }

    private static async Task<HttpResponseMessage> DeleteAsync(HttpClient client, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/auth/me") { Content = JsonContent.Create(new { password }) };
        return await client.SendAsync(request);
    }

    private static Task EndsAsync(HttpClient client) =>
        Eventually.TrueAsync(async () => (await client.GetAsync("/api/auth/me")).StatusCode == HttpStatusCode.Unauthorized, Soon);
}
