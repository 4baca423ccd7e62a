using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Gateway.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Clockit.Gateway.Tests;

public sealed class AccountTests(SharedGateway shared)
{
    private readonly GatewayHost _gateway = shared.Gateway;

    [Fact]
    public async Task Who_registers_is_signed_in_with_a_cookie_that_scripts_cannot_read()
    {
        using var client = _gateway.Client();
        var username = GatewayHost.NewName();
        using var response = await client.PostAsJsonAsync("/api/auth/register", new { username, password = "correct horse", displayName = " Ana ", role = "creator" });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("token", text, StringComparison.OrdinalIgnoreCase);
        var user = JsonNode.Parse(text)!["user"]!;
        Assert.Equal("Ana", (string?)user["displayName"]);
        Assert.Contains("creator", user["roles"]!.AsArray().Select(role => (string?)role));

        var me = await (await client.GetAsync("/api/auth/me")).JsonAsync();
        Assert.Equal((string?)user["id"], (string?)me["user"]!["id"]);
    }

    [Fact]
    public async Task Sign_out_and_sign_in_again()
    {
        var username = GatewayHost.NewName();
        var (client, _) = await _gateway.RegisteredAsync(username);
        using (client)
        {
            Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync("/api/auth/logout", content: null)).StatusCode);
            await (await client.GetAsync("/api/auth/me")).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
            await (await client.PostAsJsonAsync("/api/auth/login", new { username, password = "wrong horse" })).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.invalid_credentials");
            Assert.Equal(HttpStatusCode.OK, (await client.PostAsJsonAsync("/api/auth/login", new { username = username.ToUpperInvariant(), password = "correct horse" })).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/auth/me")).StatusCode);
        }
    }

    [Fact]
    public async Task Only_the_first_account_is_an_admin_even_when_many_register_at_once()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var registered = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.RegisteredAsync()));
        Assert.Single(registered, account => account.User["roles"]!.AsArray().Any(role => (string?)role == "admin"));
    }

    [Fact]
    public async Task A_username_is_taken_once_whatever_its_case_even_in_parallel()
    {
        var username = GatewayHost.NewName();
        using var client = _gateway.Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => client.PostAsJsonAsync(
            "/api/auth/register", new { username = number % 2 == 0 ? username : username.ToUpperInvariant(), password = "correct horse" })));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        await (await client.PostAsJsonAsync("/api/auth/register", new { username, password = "correct horse" })).HasProblemAsync(HttpStatusCode.Conflict, "auth.username_taken");
    }

    [Theory]
    [InlineData("""{"username":"ab","password":"correct horse"}""", "username")]
    [InlineData("""{"username":"a b c","password":"correct horse"}""", "username")]
    [InlineData("""{"username":"<script>","password":"correct horse"}""", "username")]
    [InlineData("""{"username":"аdmin","password":"correct horse"}""", "username")]
    [InlineData("""{"password":"correct horse"}""", "username")]
    [InlineData("""{"username":"valid-name","password":"short"}""", "password")]
    [InlineData("""{"username":"valid-name"}""", "password")]
    [InlineData("""{"username":"valid-name","password":"        "}""", "password")]
    [InlineData("""{"username":"valid-name","password":"password"}""", "password")]
    [InlineData("""{"username":"valid-name","password":"12345678"}""", "password")]
    [InlineData("""{"username":"valid-name","password":"P@ssword1"}""", "password")]
    [InlineData("""{"username":"valid-name","password":"valid-name"}""", "password")]
    [InlineData("""{"username":"valid-name","password":"VALID-name"}""", "password")]
    [InlineData("""{"username":"support","password":"correct horse"}""", "username")]
    [InlineData("""{"username":"Adm1n","password":"correct horse"}""", "username")]
    [InlineData("""{"username":"clockit","password":"correct horse"}""", "username")]
    [InlineData("""{"username":"valid-name","password":"correct horse","displayName":"Аdmin"}""", "displayName")]
    [InlineData("""{"username":"valid-name","password":"correct horse","displayName":"ＣＬＯＣＫＩＴ"}""", "displayName")]
    [InlineData("""{"username":"valid-name","password":"correct horse","displayName":"M o d e r a t o r"}""", "displayName")]
    [InlineData("""{"username":"valid-name","password":"correct horse","role":"admin"}""", "role")]
    [InlineData("""{"username":"valid-name","password":"correct horse","role":"moderator"}""", "role")]
    [InlineData("""{"username":"valid-name","password":"correct horse","displayName":"a\u0000b"}""", "displayName")]
    public async Task A_registration_that_is_wrong_says_which_field(string body, string field)
    {
        using var client = _gateway.Client();
        using var response = await client.PostAsync("/api/auth/register", new StringContent(body, Encoding.UTF8, "application/json"));
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
        Assert.NotNull((await response.JsonAsync())["errors"]![field]);
    }

    [Theory]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("null", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("{\"username\":[],\"refreshToken\":[]}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("username=a", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_that_cannot_be_read_is_refused(string body, string contentType, HttpStatusCode status)
    {
        using var client = _gateway.Client();
        foreach (var call in new[] { "register", "login", "token", "refresh" })
        {
            using var response = await client.PostAsync($"/api/auth/{call}", new StringContent(body, Encoding.UTF8, contentType));
            await response.HasProblemAsync(status, status == HttpStatusCode.BadRequest ? "request.invalid" : "request.unsupported_media_type");
        }
    }

    [Fact]
    public async Task After_five_wrong_passwords_this_address_waits()
    {
        var username = GatewayHost.NewName();
        (await _gateway.RegisteredAsync(username)).Client.Dispose();
        using var client = _gateway.Client();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/auth/login", new { username, password = "wrong horse" })).StatusCode);
        }

        using var response = await client.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
        await response.HasProblemAsync(HttpStatusCode.TooManyRequests, "auth.locked_out");
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Wrong_passwords_at_the_same_time_are_all_counted()
    {
        var username = GatewayHost.NewName();
        (await _gateway.RegisteredAsync(username)).Client.Dispose();
        using var client = _gateway.Client();
        var guesses = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.PostAsJsonAsync("/api/auth/token", new { username, password = "wrong horse" })));
        Assert.Equal(5, guesses.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        await (await client.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).HasProblemAsync(HttpStatusCode.TooManyRequests, "auth.locked_out");
    }

    [Fact]
    public async Task A_right_password_forgets_the_wrong_ones_and_many_at_once_are_all_right()
    {
        var username = GatewayHost.NewName();
        (await _gateway.RegisteredAsync(username)).Client.Dispose();
        using var client = _gateway.Client();
        foreach (var password in new[] { "wrong", "wrong", "wrong", "wrong", "correct", "wrong", "wrong", "wrong", "wrong", "correct" })
        {
            using var response = await client.PostAsJsonAsync("/api/auth/token", new { username, password = $"{password} horse" });
            Assert.Equal(password == "correct" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task A_wait_ends()
    {
        var (client, user) = await _gateway.RegisteredAsync();
        client.Dispose();
        using var program = _gateway.Client();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => program.PostAsJsonAsync("/api/auth/token", new { username = (string?)user["username"], password = "wrong horse" })));
        await (await program.PostAsJsonAsync("/api/auth/token", new { username = (string?)user["username"], password = "correct horse" })).HasProblemAsync(HttpStatusCode.TooManyRequests, "auth.locked_out");
        await using (var db = _gateway.OpenDatabase())
        {
            await db.SignInFailures.ExecuteUpdateAsync(set => set.SetProperty(failures => failures.Until, DateTimeOffset.UtcNow.AddSeconds(-1)));
        }

        Assert.Equal(HttpStatusCode.OK, (await program.PostAsJsonAsync("/api/auth/token", new { username = (string?)user["username"], password = "correct horse" })).StatusCode);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_answered_like_one_that_somebody_has()
    {
        var (client, user) = await _gateway.RegisteredAsync();
        client.Dispose();
        using var stranger = _gateway.Client();
        var answers = new Dictionary<string, List<(HttpStatusCode, string?)>>(StringComparer.Ordinal);
        foreach (var username in new[] { (string)user["username"]!, GatewayHost.NewName() })
        {
            answers[username] = [];
            foreach (var _ in Enumerable.Range(0, 8))
            {
                using var answer = await stranger.PostAsJsonAsync("/api/auth/login", new { username, password = "wrong horse" });
                answers[username].Add((answer.StatusCode, (string?)(await answer.JsonAsync())["code"]));
            }
        }

        Assert.Equal(answers.Values.First(), answers.Values.Last());
        Assert.Contains((HttpStatusCode.TooManyRequests, "auth.locked_out"), answers.Values.First());
    }

    [Fact]
    public async Task A_program_gets_tokens_that_work_and_renews_them_once_each()
    {
        var username = GatewayHost.NewName();
        (await _gateway.RegisteredAsync(username)).Client.Dispose();
        using var program = _gateway.Client();
        var tokens = await (await program.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync();
        Assert.Equal(900, (int)tokens["expiresIn"]!);
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)tokens["accessToken"]);
        Assert.Equal(username, (string?)(await (await program.GetAsync("/api/auth/me")).JsonAsync())["user"]!["username"]);

        var next = await (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = (string?)tokens["refreshToken"] })).JsonAsync();
        Assert.NotEqual((string?)tokens["refreshToken"], (string?)next["refreshToken"]);
        Assert.Equal(HttpStatusCode.OK, (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = (string?)next["refreshToken"] })).StatusCode);
    }

    [Fact]
    public async Task Sessions_and_tokens_hold_on_another_gateway_and_after_a_restart()
    {
        await using var first = await GatewayHost.StartAsync();
        var (client, user) = await first.RegisteredAsync();
        using (client)
        {
            await using var second = await GatewayHost.StartAsync(first.Database);
            var cookie = Assert.Single((await client.PostAsJsonAsync("/api/auth/login", new { username = (string?)user["username"], password = "correct horse" })).Headers.GetValues("Set-Cookie"));
            using var other = second.Client();
            other.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/auth/me")).StatusCode);
            Assert.Equal(await client.GetStringAsync("/.well-known/jwks.json"), await other.GetStringAsync("/.well-known/jwks.json"));
        }
    }

    [Fact]
    public async Task New_signing_keys_sign_nobody_out()
    {
        await using var first = await GatewayHost.StartAsync();
        var username = GatewayHost.NewName();
        (await first.RegisteredAsync(username)).Client.Dispose();
        using var program = first.Client();
        using var login = await program.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        var old = await (await program.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync();
        var oldKey = new JsonWebToken((string)old["accessToken"]!).Kid;

        // Thirty days later a new key is announced, and does not sign yet.
        await AgeKeysAsync(first, TimeSpan.FromDays(30));
        await using var second = await GatewayHost.StartAsync(first.Database);
        Assert.Equal(2, (await KeysAsync(second)).Count);
        Assert.Equal(oldKey, await SigningKeyAsync(second, username));

        // Ten minutes later it does, and what the old one signed still counts, on every gateway.
        await AgeKeysAsync(first, TimeSpan.FromMinutes(10));
        await using var third = await GatewayHost.StartAsync(first.Database);
        var newKey = await SigningKeyAsync(third, username);
        Assert.NotEqual(oldKey, newKey);
        foreach (var gateway in new[] { second, third })
        {
            using var browser = gateway.Client();
            browser.DefaultRequestHeaders.Add("Cookie", cookie);
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/auth/me")).StatusCode);
            using var bearer = gateway.Client();
            bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string?)old["accessToken"]);
            Assert.Equal(HttpStatusCode.OK, (await bearer.GetAsync("/api/auth/me")).StatusCode);
            bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(third, username));
            Assert.Equal(HttpStatusCode.OK, (await bearer.GetAsync("/api/auth/me")).StatusCode);
        }

        // A day later nothing that the old key signed can be valid, and it is gone; refresh tokens and sessions stay.
        await AgeKeysAsync(first, TimeSpan.FromDays(1));
        await using var fourth = await GatewayHost.StartAsync(first.Database);
        Assert.Equal([newKey], await KeysAsync(fourth));
        using var later = fourth.Client();
        Assert.Equal(HttpStatusCode.OK, (await later.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = (string?)old["refreshToken"] })).StatusCode);
        later.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await later.GetAsync("/api/auth/me")).StatusCode);
    }

    private static async Task AgeKeysAsync(GatewayHost gateway, TimeSpan age)
    {
        await using var db = gateway.OpenDatabase();
        await db.SigningKeys.ExecuteUpdateAsync(set => set.SetProperty(key => key.CreatedAt, key => key.CreatedAt - age));
    }

    private static async Task<List<string>> KeysAsync(GatewayHost gateway)
    {
        using var client = gateway.Client();
        return [.. (await (await client.GetAsync("/.well-known/jwks.json")).JsonAsync())["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];
    }

    private static async Task<string> TokenAsync(GatewayHost gateway, string username)
    {
        using var client = gateway.Client();
        return (string)(await (await client.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync())["accessToken"]!;
    }

    private static async Task<string> SigningKeyAsync(GatewayHost gateway, string username) => new JsonWebToken(await TokenAsync(gateway, username)).Kid;

    [Fact]
    public async Task The_published_keys_hold_no_private_part()
    {
        using var client = _gateway.Client();
        var keys = (await (await client.GetAsync("/.well-known/jwks.json")).JsonAsync())["keys"]!.AsArray();
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal)));
    }
}
