using System.Net;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace Clockit.Gateway.Tests;

/// <summary>Browsers that sign in at another issuer.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private readonly ExternalGateway _world = new();

    private GatewayHost Gateway => _world.Gateway;

    private TestOidcProvider Issuer => _world.Issuer;

    public ValueTask InitializeAsync() => _world.InitializeAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_browser_signs_in_with_a_code_and_never_sees_a_token()
    {
        Issuer.User["preferred_username"] = GatewayHost.NewName();
        Issuer.User["roles"] = new[] { "creator" };
        Issuer.UserInfo["name"] = "From UserInfo";
        Issuer.UserInfo["preferred_username"] = "not this one";
        using var browser = Gateway.Client();
        using var challenge = await browser.GetAsync("/api/auth/signin?returnUrl=/live/x%3Fa%3Db");
        Assert.True(challenge.StatusCode == HttpStatusCode.Redirect, challenge + await challenge.Content.ReadAsStringAsync());
        var query = QueryHelpers.ParseQuery(challenge.Headers.Location!.Query);
        Assert.Equal("S256", query["code_challenge_method"]);
        Assert.NotEmpty(query["nonce"].ToString());

        using var callback = await FollowAsync(browser, challenge.Headers.Location!);
        Assert.Equal(HttpStatusCode.Redirect, callback.StatusCode);
        Assert.Equal("/live/x?a=b", callback.Headers.Location!.OriginalString);
        var cookie = callback.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("clockit.session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("eyJ", await callback.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var response = await browser.GetAsync("/api/auth/me");
        var user = (await response.JsonAsync())["user"]!;
        Assert.Equal((string)Issuer.User["sub"], (string?)user["id"]);
        Assert.Equal("From UserInfo", (string?)user["displayName"]);
        Assert.Equal((string)Issuer.User["preferred_username"], (string?)user["username"]);
        Assert.Equal(["viewer", "creator"], user["roles"]!.AsArray().Select(role => (string?)role));
        Assert.StartsWith("Bearer ", (string?)(await (await browser.GetAsync("/api/live/active")).JsonAsync())["headers"]!["authorization"], StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsync("/api/auth/logout", content: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/auth/me")).StatusCode);
    }

    [Fact]
    public async Task The_web_client_learns_which_form_to_show()
    {
        using var browser = Gateway.Client();
        var external = await (await browser.GetAsync("/api/auth/providers")).JsonAsync();
        Assert.False((bool)external["embedded"]!);
        Assert.Equal(Issuer.Address, (string?)external["external"]!["authority"]);
        Assert.Equal("/api/auth/signin", (string?)external["external"]!["signInUrl"]);

        await using var programsOnly = await GatewayHost.StartAsync(Gateway.Database, settings: ("Auth:Authority", Issuer.Address));
        using var program = programsOnly.Client();
        var providers = await (await program.GetAsync("/api/auth/providers")).JsonAsync();
        Assert.Null(providers["external"]!["signInUrl"]);
        await (await program.GetAsync("/api/auth/signin")).HasProblemAsync(HttpStatusCode.NotFound, "auth.signin_unavailable");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("live")]
    [InlineData("")]
    public async Task A_return_address_outside_of_this_site_is_refused(string returnUrl)
    {
        using var browser = Gateway.Client();
        using var response = await browser.GetAsync($"/api/auth/signin?returnUrl={Uri.EscapeDataString(returnUrl)}");
        await response.HasProblemAsync(HttpStatusCode.UnprocessableEntity, "request.invalid");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=x")]
    [InlineData("?code=x&state=y")]
    [InlineData("?error=server_error&state=y")]
    public async Task An_answer_that_nobody_asked_for_signs_nobody_in(string query)
    {
        using var browser = Gateway.Client();
        using var response = await browser.GetAsync($"/api/auth/callback{query}");
        await response.HasProblemAsync(HttpStatusCode.Unauthorized, "auth.signin_failed");
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task An_answer_to_somebody_elses_sign_in_signs_nobody_in()
    {
        using var attacker = Gateway.Client();
        using var victim = Gateway.Client();
        using var challenge = await attacker.GetAsync("/api/auth/signin");
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var authorized = await plain.GetAsync(challenge.Headers.Location);
        using var response = await victim.GetAsync(authorized.Headers.Location);
        await response.HasProblemAsync(HttpStatusCode.Unauthorized, "auth.signin_failed");
    }

    [Fact]
    public async Task Who_gives_up_comes_back_to_the_page()
    {
        Issuer.UserGivesUp = true;
        using var browser = Gateway.Client();
        using var challenge = await browser.GetAsync("/api/auth/signin?returnUrl=/live");
        using var callback = await FollowAsync(browser, challenge.Headers.Location!);
        Assert.Equal("/live", callback.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/auth/me")).StatusCode);
    }

    public static TheoryData<string> Distortions() => ["audience", "issuer", "nonce", "expired", "no subject"];

    [Theory]
    [MemberData(nameof(Distortions))]
    public async Task A_bad_ID_token_signs_nobody_in(string distortion)
    {
        Issuer.Distort = token => _ = distortion switch
        {
            "audience" => token.Audience = "clockit",
            "issuer" => token.Issuer = "https://evil.example",
            "nonce" => token.Claims["nonce"] = "another",
            "expired" => token.Expires = DateTime.UtcNow.AddMinutes(-1),
            _ => (object)token.Claims.Remove("sub"),
        };
        using var browser = Gateway.Client();
        using var challenge = await browser.GetAsync("/api/auth/signin");
        using var callback = await FollowAsync(browser, challenge.Headers.Location!);
        await callback.HasProblemAsync(HttpStatusCode.Unauthorized, "auth.signin_failed");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/auth/me")).StatusCode);
    }

    [Fact]
    public async Task A_sign_in_works_after_the_issuer_changed_its_keys()
    {
        using var browser = Gateway.Client();
        using (var first = await SignInAsync(browser))
        {
            Assert.Equal(HttpStatusCode.Redirect, first.StatusCode);
        }

        Issuer.Rotate(elliptic: true);
        await Eventually.TrueAsync(async () => (await SignInAsync(browser)).StatusCode == HttpStatusCode.Redirect);
    }

    /// <summary>To the issuer, which answers at once, and back.</summary>
    private static async Task<HttpResponseMessage> FollowAsync(HttpClient browser, Uri authorize)
    {
        using var plain = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var authorized = await plain.GetAsync(authorize);
        Assert.Equal(HttpStatusCode.Redirect, authorized.StatusCode);
        return await browser.GetAsync(authorized.Headers.Location);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser)
    {
        using var challenge = await browser.GetAsync("/api/auth/signin");
        return await FollowAsync(browser, challenge.Headers.Location!);
    }
}
