using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Gateway.Tests;

public sealed class ExternalIssuerTests(ExternalGateway shared) : IClassFixture<ExternalGateway>
{
    private readonly GatewayHost _gateway = shared.Gateway;
    private readonly TestOidcProvider _issuer = shared.Issuer;

    [Theory]
    [InlineData("register")]
    [InlineData("login")]
    [InlineData("token")]
    [InlineData("refresh")]
    public async Task The_embedded_issuer_is_off_and_says_where_to_sign_in(string call)
    {
        using var client = _gateway.Client();
        using var response = await client.PostAsJsonAsync($"/api/auth/{call}", new { username = "ana", password = "correct horse", refreshToken = "x" });
        await response.HasProblemAsync(HttpStatusCode.NotFound, "auth.external_issuer");
        Assert.Contains(_issuer.Address, (string?)(await response.JsonAsync())["detail"], StringComparison.Ordinal);
        Assert.Contains("/api/auth/signin", (string?)(await response.JsonAsync())["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_the_issuer_is_an_account_here_and_the_services_get_one_of_the_gateway()
    {
        var id = Guid.NewGuid();
        var name = GatewayHost.NewName();
        using var program = Program(Token(new()
        {
            ["sub"] = id.ToString(),
            ["preferred_username"] = name,
            ["name"] = " Ana Ä. ",
            ["picture"] = "https://img.example/a.png",
            ["roles"] = new[] { "creator", "offline_access", "Admin" },
            ["role"] = "moderator",
        }));
        var user = await MeAsync(program);
        Assert.Equal(id, (Guid)user["id"]!);
        Assert.Equal(name, (string?)user["username"]);
        Assert.Equal("Ana Ä.", (string?)user["displayName"]);
        Assert.Equal("https://img.example/a.png", (string?)user["avatarUrl"]);
        Assert.Equal(["viewer", "creator", "moderator"], user["roles"]!.AsArray().Select(role => (string?)role));

        var forwarded = await ForwardedTokenAsync(program);
        Assert.Equal("ES256", forwarded.Alg);
        Assert.Equal(shared.Origin, forwarded.Issuer);
        Assert.Equal(id.ToString(), forwarded.Subject);
        Assert.Equal(["viewer", "creator", "moderator"], forwarded.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
        Assert.InRange(forwarded.ValidTo - DateTime.UtcNow, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));
        var keys = await (await program.GetAsync("/.well-known/jwks.json")).JsonAsync();
        Assert.Contains(keys["keys"]!.AsArray(), key => (string?)key!["kid"] == forwarded.Kid);
        Assert.Equal(HttpStatusCode.NoContent, (await program.PostAsync("/api/auth/logout", content: null)).StatusCode);
    }

    [Fact]
    public async Task A_hub_takes_a_token_of_the_issuer()
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {Token(new() { ["sub"] = Guid.NewGuid().ToString() })}");
        using var client = _gateway.Client();
        await socket.ConnectAsync(new UriBuilder(client.BaseAddress!) { Scheme = "ws", Path = "/hubs/live" }.Uri, CancellationToken.None);
        await socket.ReceiveAsync(new byte[1], CancellationToken.None);
        Assert.Equal("signed in", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task Many_first_requests_at_once_make_one_account()
    {
        var subject = $"auth0|{Guid.NewGuid():N}";
        var token = Token(new() { ["sub"] = subject, ["preferred_username"] = GatewayHost.NewName() });
        var users = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            using var program = Program(token);
            return await MeAsync(program);
        }));
        Assert.Single(users.Select(user => (string?)user["id"]).Distinct(StringComparer.Ordinal));
        await using var db = _gateway.OpenDatabase();
        Assert.Equal(1, await db.ExternalLogins.CountAsync(login => login.Subject == subject));
    }

    [Fact]
    public async Task People_with_the_same_name_get_usernames_of_their_own()
    {
        var name = GatewayHost.NewName();
        var users = await Task.WhenAll(Enumerable.Range(0, 5).Select(async number =>
        {
            using var program = Program(Token(new() { ["sub"] = $"same-{number}-{Guid.NewGuid()}", ["preferred_username"] = name }));
            return await MeAsync(program);
        }));
        Assert.Equal(5, users.Select(user => (string?)user["username"]).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(5, users.Select(user => (string?)user["id"]).Distinct(StringComparer.Ordinal).Count());
        Assert.All(users, user => Assert.StartsWith(name, (string?)user["username"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ana María Núñez", "^Ana-Mar-a-N-ez$")]
    [InlineData("ana.b@example.org", @"^ana\.b$")]
    [InlineData("李", "^user-[a-z0-9]{5}$")]
    [InlineData("..--", "^user-[a-z0-9]{5}$")]
    [InlineData("x", "^x-[a-z0-9]{5}$")]
    [InlineData("<script>alert(1)</script>", "^script-alert-1-script$")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "^a{30}$")]
    [InlineData("a\0b\ud800c", "^a-b-c$")]
    public async Task A_username_is_made_valid(string said, string expected)
    {
        // The raw JSON: some of these are no text that a serializer would write.
        var escaped = string.Concat(said.Select(c => $"\\u{(int)c:x4}"));
        using var program = Program(_issuer.CreateRawToken($"""
            "sub":"{Guid.NewGuid()}","preferred_username":"{escaped}"
            """));
        using var response = await program.GetAsync("/api/auth/me");
        if (said.Contains('\ud800', StringComparison.Ordinal))
        {
            // No JSON text: whoever signed it, it is refused.
            await response.HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
            return;
        }

        Assert.Matches(expected, (string?)(await response.JsonAsync())["user"]!["username"]);
    }

    [Fact]
    public async Task Claims_out_of_bounds_are_cut_or_left_out()
    {
        using var program = Program(Token(new()
        {
            ["sub"] = "not a uuid",
            ["name"] = new string('é', 49) + "\ud83d\ude00" + "\0\u0007tail",
            ["picture"] = "javascript:alert(1)",
            ["roles"] = "admin viewer",
        }));
        var user = await MeAsync(program);
        Assert.Equal(7, new Guid((string)user["id"]!).Version);
        Assert.Equal(new string('é', 49), (string?)user["displayName"]);
        Assert.Null(user["avatarUrl"]);
        Assert.Equal(["viewer"], user["roles"]!.AsArray().Select(role => (string?)role));
    }

    [Fact]
    public async Task A_changed_claim_takes_effect_with_the_next_token_and_an_older_token_does_not_undo_it()
    {
        var subject = Guid.NewGuid().ToString();
        var name = GatewayHost.NewName();
        var older = Token(new() { ["sub"] = subject, ["preferred_username"] = name, ["name"] = "Before", ["roles"] = new[] { "creator" } }, token => token.IssuedAt = DateTime.UtcNow.AddMinutes(-5));
        var newer = Token(new() { ["sub"] = subject, ["preferred_username"] = "other", ["name"] = "After", ["picture"] = "https://img.example/b.png" });
        using var anyone = _gateway.Client();
        using (var program = Program(older))
        {
            Assert.Equal("Before", (string?)(await MeAsync(program))["displayName"]);
        }

        using (var program = Program(newer))
        {
            var user = await MeAsync(program);
            Assert.Equal("After", (string?)user["displayName"]);
            Assert.Equal(name, (string?)user["username"]);
            Assert.Equal(["viewer"], user["roles"]!.AsArray().Select(role => (string?)role));
            Assert.Equal("After", (await ForwardedTokenAsync(program)).GetClaim("display_name").Value);
        }

        using (var program = Program(older))
        {
            Assert.Equal("Before", (string?)(await MeAsync(program))["displayName"]);
        }

        var shown = await (await anyone.GetAsync($"/api/users/{subject}")).JsonAsync();
        Assert.Equal("After", (string?)shown["user"]!["displayName"]);
        Assert.Equal("https://img.example/b.png", (string?)shown["user"]!["avatarUrl"]);
    }

    [Fact]
    public async Task A_profile_is_edited_at_the_issuer()
    {
        using var program = Program(Token(new() { ["sub"] = Guid.NewGuid().ToString() }));
        using var response = await program.PutAsJsonAsync("/api/auth/me", new { displayName = "X" });
        await response.HasProblemAsync(HttpStatusCode.Conflict, "auth.external_profile");
    }

    public static TheoryData<string> BadTokens() =>
        ["wrong audience", "wrong issuer", "expired", "not yet valid", "alg none", "HS256 with the public key", "unknown kid", "another key under the same kid", "no subject", "changed payload", "the gateway's own", "garbage"];

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task A_bad_token_is_nobody_and_goes_no_further(string kind)
    {
        var token = await BadTokenAsync(kind);
        using var program = Program(token);
        await (await program.GetAsync("/api/auth/me")).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
        var headers = (await (await program.GetAsync("/api/live/active")).JsonAsync())["headers"]!;
        Assert.Null(headers["authorization"]);
    }

    [Fact]
    public async Task A_stream_key_goes_on_to_the_media_endpoints()
    {
        using var program = Program("live_0123456789");
        var headers = (await (await program.PostAsync("/api/live/x/whip", content: null)).JsonAsync())["headers"]!;
        Assert.Equal("Bearer live_0123456789", (string?)headers["authorization"]);
    }

    [Fact]
    public async Task A_session_of_the_embedded_issuer_ends_when_accounts_move_to_another_one()
    {
        await using var before = await GatewayHost.StartAsync();
        var username = GatewayHost.NewName();
        (await before.RegisteredAsync(username)).Client.Dispose();
        using var browser = before.Client();
        using var login = await browser.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
        var cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        await using var after = await GatewayHost.StartAsync(before.Database, settings: ("Auth:Authority", _issuer.Address));
        using var client = after.Client();
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        await (await client.GetAsync("/api/auth/me")).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task New_keys_of_the_issuer_are_taken_when_they_first_appear_and_made_up_ones_do_not_cause_a_flood()
    {
        await using var issuer = await TestOidcProvider.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(settings: ("Auth:Authority", issuer.Address));
        var subject = Guid.NewGuid().ToString();
        async Task<HttpStatusCode> AskAsync(string token)
        {
            using var program = gateway.Client();
            program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await program.GetAsync("/api/auth/me");
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync(issuer.CreateToken(new Dictionary<string, object> { ["sub"] = subject })));
        issuer.Rotate();
        var rotated = issuer.CreateToken(new Dictionary<string, object> { ["sub"] = subject });
        await Eventually.TrueAsync(async () => await AskAsync(rotated) == HttpStatusCode.OK);
        issuer.Rotate(elliptic: true);
        var elliptic = issuer.CreateToken(new Dictionary<string, object> { ["sub"] = subject });
        await Eventually.TrueAsync(async () => await AskAsync(elliptic) == HttpStatusCode.OK, within: TimeSpan.FromSeconds(15));
        // What the old key signed is worth nothing any more.
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(rotated));

        var reads = issuer.KeyReads;
        using var key = RSA.Create(2048);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => AskAsync(SignedBy(key, $"made-up-{number}", issuer.Address))));
        Assert.InRange(issuer.KeyReads - reads, 0, 2);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(elliptic));
    }

    [Fact]
    public async Task While_the_issuer_is_down_its_tokens_wait_and_known_keys_go_on()
    {
        var issuer = await TestOidcProvider.StartAsync();
        var port = new Uri(issuer.Address).Port;
        var token = issuer.CreateToken(new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString() });
        await issuer.DisposeAsync();

        await using var gateway = await GatewayHost.StartAsync(settings:
            [("Auth:Authority", issuer.Address), ("Auth:ClientId", TestOidcProvider.ClientId), ("Auth:ClientSecret", TestOidcProvider.ClientSecret)]);
        using var program = gateway.Client();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/live/active")).StatusCode);
        await (await program.GetAsync("/api/auth/signin")).HasProblemAsync(HttpStatusCode.ServiceUnavailable, "service.unavailable");
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await (await program.GetAsync("/api/auth/me")).HasProblemAsync(HttpStatusCode.ServiceUnavailable, "service.unavailable");
        await (await program.GetAsync("/api/auth/me")).HasProblemAsync(HttpStatusCode.ServiceUnavailable, "service.unavailable");

        var returned = await TestOidcProvider.StartAsync(port);
        var fresh = returned.CreateToken(new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString() });
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fresh);
        await Eventually.TrueAsync(async () => (await program.GetAsync("/api/auth/me")).StatusCode == HttpStatusCode.OK);

        await returned.DisposeAsync();
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/auth/me")).StatusCode);
    }

    [Theory]
    [InlineData("Production", "Auth:Authority", "http://issuer.example", "https")]
    [InlineData("Development", "Auth:Authority", "issuer.example", "absolute")]
    [InlineData("Development", "Auth:Authority", "ftp://issuer.example", "absolute")]
    [InlineData("Development", "Auth:Authority", "https://me:secret@issuer.example", "credentials")]
    [InlineData("Development", "Auth:ClientId", "web", "Auth:Authority")]
    public async Task A_configuration_that_cannot_work_refuses_to_start(string environment, string key, string value, string expected)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => GatewayHost.StartAsync(settings: [("environment", environment), (key, value)]));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> BadTokenAsync(string kind)
    {
        var subject = new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString() };
        var good = _issuer.CreateToken(subject);
        var parts = good.Split('.');
        switch (kind)
        {
            case "wrong audience":
                return _issuer.CreateToken(subject, token => token.Audience = "somebody-else");
            case "wrong issuer":
                return _issuer.CreateToken(subject, token => token.Issuer = "https://evil.example");
            case "expired":
                return _issuer.CreateToken(subject, token => token.Expires = DateTime.UtcNow.AddSeconds(-15));
            case "not yet valid":
                return _issuer.CreateToken(subject, token => token.NotBefore = DateTime.UtcNow.AddMinutes(5));
            case "alg none":
                return $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
            case "HS256 with the public key":
                var header = Base64UrlEncoder.Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{new JsonWebToken(good).Kid}}"}""");
                var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_issuer.PublicKeyPem), Encoding.ASCII.GetBytes($"{header}.{parts[1]}"));
                return $"{header}.{parts[1]}.{Base64UrlEncoder.Encode(mac)}";
            case "unknown kid":
                return SignedBy(RSA.Create(2048), "unknown", _issuer.Address);
            case "another key under the same kid":
                return SignedBy(RSA.Create(2048), new JsonWebToken(good).Kid, _issuer.Address);
            case "no subject":
                return _issuer.CreateToken(new Dictionary<string, object>());
            case "changed payload":
                return $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("clockit", "clockit2", StringComparison.Ordinal))}.{parts[2]}";
            case "the gateway's own":
                using (var program = Program(good))
                {
                    return (await ForwardedTokenAsync(program)).EncodedToken;
                }

            default:
                return "a.b.c";
        }
    }

    private static string SignedBy(RSA key, string kid, string issuer) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = issuer,
        Audience = "clockit",
        Expires = DateTime.UtcNow.AddMinutes(5),
        Claims = new Dictionary<string, object> { ["sub"] = Guid.NewGuid().ToString() },
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(key) { KeyId = kid }, SecurityAlgorithms.RsaSha256),
    });

    private string Token(Dictionary<string, object> claims, Action<SecurityTokenDescriptor>? distort = null) => _issuer.CreateToken(claims, distort);

    private HttpClient Program(string token)
    {
        var client = _gateway.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<JsonNode> MeAsync(HttpClient client)
    {
        using var response = await client.GetAsync("/api/auth/me");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.JsonAsync())["user"]!;
    }

    private static async Task<JsonWebToken> ForwardedTokenAsync(HttpClient client) =>
        new(((string)(await (await client.GetAsync("/api/live/active")).JsonAsync())["headers"]!["authorization"]!)["Bearer ".Length..]);
}
