using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Xml.Linq;
using Clockit.Gateway.Tests.Support;
using Clockit.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Gateway.Tests;

/// <summary>A copy of the database is not enough to be somebody.</summary>
public sealed class KeyTests
{
    [Fact]
    public async Task Nobody_forges_a_token_or_a_session_with_a_dump_of_the_database()
    {
        await using var gateway = await GatewayHost.StartAsync();
        (await gateway.RegisteredAsync()).Client.Dispose();
        await using var dump = gateway.OpenDatabase();
        var keys = await dump.DataProtectionKeys.Select(key => key.Xml!).ToListAsync();
        var signing = await dump.SigningKeys.SingleAsync();
        Assert.NotEmpty(keys);
        Assert.DoesNotContain(keys, xml => xml.Contains("masterKey", StringComparison.OrdinalIgnoreCase) && !xml.Contains("encryptedSecret", StringComparison.Ordinal));
        // As this program does it, with all that the database holds.
        Assert.ThrowsAny<Exception>(() => Protector(keys, "Clockit.Gateway.SigningKeys").Unprotect(signing.ProtectedPrivateKey));
        Assert.ThrowsAny<Exception>(() => { using var key = ECDsa.Create(); key.ImportPkcs8PrivateKey(signing.ProtectedPrivateKey, out _); });
    }

    [Fact]
    public async Task Keys_from_before_they_were_encrypted_are_encrypted_and_go_on()
    {
        var database = await EmptyDatabase.CreateAsync();
        var username = GatewayHost.NewName();
        string cookie, refreshToken, access;
        await using (var before = await GatewayHost.StartAsync(database, ("Accounts:Secret", "")))
        {
            (await before.RegisteredAsync(username)).Client.Dispose();
            using var client = before.Client();
            using var login = await client.PostAsJsonAsync("/api/auth/login", new { username, password = "correct horse" });
            cookie = login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            var tokens = await (await client.PostAsJsonAsync("/api/auth/token", new { username, password = "correct horse" })).JsonAsync();
            (refreshToken, access) = ((string)tokens["refreshToken"]!, (string)tokens["accessToken"]!);
            await using var readable = before.OpenDatabase();
            Assert.Contains("masterKey", (await readable.DataProtectionKeys.SingleAsync()).Xml, StringComparison.Ordinal);
        }

        await using var after = await GatewayHost.StartAsync(database);
        await using var db = after.OpenDatabase();
        await Eventually.TrueAsync(async () => !(await db.DataProtectionKeys.AsNoTracking().SingleAsync()).Xml!.Contains("masterKey", StringComparison.Ordinal));
        await using var restarted = await GatewayHost.StartAsync(database);
        using var browser = restarted.Client();
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/auth/me")).StatusCode);
        using var program = restarted.Client();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await program.PostAsJsonAsync("/api/auth/refresh", new { refreshToken })).StatusCode);
    }

    [Fact]
    public async Task A_token_that_is_valid_for_years_or_names_nobody_is_refused_although_it_is_signed()
    {
        await using var gateway = await GatewayHost.StartAsync();
        var (browser, user) = await gateway.RegisteredAsync();
        browser.Dispose();
        using var program = gateway.Client();
        foreach (var (subject, lifetime) in new[] { ((string)user["id"]!, TimeSpan.FromDays(3650)), (Guid.NewGuid().ToString(), TimeSpan.FromMinutes(5)) })
        {
            program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignAsync(gateway, subject, lifetime));
            await (await program.GetAsync("/api/auth/me")).HasProblemAsync(HttpStatusCode.Unauthorized, "auth.required");
            Assert.Null((await (await program.GetAsync("/api/live/active")).JsonAsync())["headers"]!["authorization"]);
        }

        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await SignAsync(gateway, (string)user["id"]!, TimeSpan.FromMinutes(5)));
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/auth/me")).StatusCode);
    }

    /// <summary>As somebody who has the private key.</summary>
    private static async Task<string> SignAsync(GatewayHost gateway, string subject, TimeSpan lifetime)
    {
        var keys = gateway.Services.GetRequiredService<Accounts.Application.ISigningKeys>();
        using var client = gateway.Client();
        var issuer = (string)(await (await client.GetAsync("/.well-known/openid-configuration")).JsonAsync())["issuer"]!;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = "clockit",
            IssuedAt = DateTime.UtcNow,
            NotBefore = DateTime.UtcNow,
            Expires = DateTime.UtcNow + lifetime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = subject, ["name"] = "forged", ["display_name"] = "Forged", ["role"] = new[] { "admin" } },
            SigningCredentials = new SigningCredentials(keys.Current, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private static IDataProtector Protector(IReadOnlyList<string> keys, string purpose)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection().SetApplicationName("clockit").DisableAutomaticKeyGeneration();
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new Dump(keys));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector(purpose);
    }

    private sealed class Dump(IReadOnlyList<string> keys) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Select(key => XElement.Parse(key))];

        public void StoreElement(XElement element, string friendlyName)
        {
        }
    }
}
