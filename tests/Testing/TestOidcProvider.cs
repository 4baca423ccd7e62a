using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Testing;

/// <summary>
/// A small OpenID Connect provider over real HTTP: discovery, keys, and the authorization code flow with PKCE. Whoever
/// comes to its authorization endpoint is signed in as <see cref="User"/> without being asked.
/// </summary>
public sealed class TestOidcProvider : IAsyncDisposable
{
    public const string ClientId = "clockit-web";
    public const string ClientSecret = "a-client-secret-of-tests";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Grant> _grants = new(StringComparer.Ordinal);
    private readonly List<SecurityKey> _published = [];
    private SecurityKey _signing;

    private TestOidcProvider(WebApplication app)
    {
        _app = app;
        _signing = NewRsaKey();
        _published.Add(_signing);
    }

    /// <summary>For example <c>http://127.0.0.1:34567</c>; also the issuer in the tokens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The claims of the one who signs in, beside those of every token.</summary>
    public Dictionary<string, object> User { get; } = new(StringComparer.Ordinal) { ["sub"] = Guid.NewGuid().ToString() };

    /// <summary>Claims that the UserInfo endpoint tells instead of the ID token.</summary>
    public Dictionary<string, object> UserInfo { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes the ID token before it is signed.</summary>
    public Action<SecurityTokenDescriptor> Distort { get; set; } = _ => { };

    /// <summary>While set, the user gives up at the authorization endpoint.</summary>
    public bool UserGivesUp { get; set; }

    /// <summary>How often the keys were read.</summary>
    public int KeyReads { get; private set; }

    /// <summary>The newest RSA key's public part, as PEM.</summary>
    public string PublicKeyPem => ((RsaSecurityKey)_signing).Rsa.ExportSubjectPublicKeyInfoPem();

    /// <param name="port">A port that was used before, or 0 for a free one.</param>
    public static async Task<TestOidcProvider> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var provider = new TestOidcProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = provider.Address,
            jwks_uri = $"{provider.Address}/keys",
            authorization_endpoint = $"{provider.Address}/authorize",
            token_endpoint = $"{provider.Address}/token",
            userinfo_endpoint = $"{provider.Address}/userinfo",
            response_types_supported = new[] { "code" },
            subject_types_supported = new[] { "public" },
            id_token_signing_alg_values_supported = new[] { "RS256", "ES256" },
        }));
        app.MapGet("/keys", () =>
        {
            provider.KeyReads++;
            return Results.Json(new { keys = provider._published.Select(PublicPart) });
        });
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.ExchangeAsync);
        app.MapGet("/userinfo", () => Results.Json(new Dictionary<string, object>(provider.UserInfo, StringComparer.Ordinal) { ["sub"] = provider.User["sub"] }));
        await app.StartAsync();
        provider.Address = app.Urls.Single();
        return provider;
    }

    /// <summary>Signs with a new key from now on and withdraws the one before; nothing was announced.</summary>
    public void Rotate(bool elliptic = false)
    {
        _signing = elliptic ? new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = NewId() } : NewRsaKey();
        _published.Clear();
        _published.Add(_signing);
    }

    /// <summary>An access token as a program would get one.</summary>
    public string CreateToken(IReadOnlyDictionary<string, object> claims, Action<SecurityTokenDescriptor>? distort = null)
    {
        var descriptor = Describe("clockit", claims);
        distort?.Invoke(descriptor);
        return new JsonWebTokenHandler().CreateToken(descriptor);
    }

    /// <summary>An access token with members that are JSON as written, whatever it holds.</summary>
    public string CreateRawToken(string members)
    {
        var now = TimeProvider.System.GetUtcNow();
        var payload = $$"""{"iss":"{{Address}}","aud":"clockit","iat":{{now.ToUnixTimeSeconds()}},"exp":{{now.AddMinutes(10).ToUnixTimeSeconds()}},{{members}}}""";
        var signed = $"{Base64UrlEncoder.Encode($$"""{"alg":"RS256","typ":"JWT","kid":"{{_signing.KeyId}}"}""")}.{Base64UrlEncoder.Encode(payload)}";
        var signature = ((RsaSecurityKey)_signing).Rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private SecurityTokenDescriptor Describe(string audience, IReadOnlyDictionary<string, object> claims)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = audience,
            IssuedAt = now,
            NotBefore = now.AddMinutes(-10),
            Expires = now.AddMinutes(10),
            Claims = new Dictionary<string, object>(claims, StringComparer.Ordinal),
            SigningCredentials = new SigningCredentials(_signing, _signing is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256),
        };
    }

    private IResult Authorize(HttpRequest request)
    {
        string Value(string name) => request.Query[name].ToString();
        if (Value("client_id") != ClientId || Value("response_type") != "code" || Value("code_challenge_method") != "S256" || !Value("scope").Split(' ').Contains("openid"))
        {
            return Results.BadRequest();
        }

        var answer = new Dictionary<string, string?>(StringComparer.Ordinal) { ["state"] = Value("state") };
        if (UserGivesUp)
        {
            answer["error"] = "access_denied";
        }
        else
        {
            answer["code"] = NewId();
            _grants[answer["code"]!] = new Grant(Value("redirect_uri"), Value("code_challenge"), Value("nonce"));
        }

        return Results.Redirect(QueryHelpers.AddQueryString(Value("redirect_uri"), answer));
    }

    private async Task<IResult> ExchangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_grants.TryRemove(form["code"].ToString(), out var grant)
            || form["client_id"] != ClientId || form["client_secret"] != ClientSecret || form["grant_type"] != "authorization_code"
            || grant.RedirectUri != form["redirect_uri"] || grant.Challenge != challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        var descriptor = Describe(ClientId, User);
        descriptor.Claims["nonce"] = grant.Nonce;
        Distort(descriptor);
        return Results.Json(new
        {
            token_type = "Bearer",
            expires_in = 600,
            access_token = CreateToken(User),
            id_token = new JsonWebTokenHandler().CreateToken(descriptor),
        });
    }

    private static RsaSecurityKey NewRsaKey() => new(RSA.Create(2048)) { KeyId = NewId() };

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static JsonWebKeyView PublicPart(SecurityKey key)
    {
        if (key is RsaSecurityKey rsa)
        {
            var parameters = rsa.Rsa.ExportParameters(includePrivateParameters: false);
            return new JsonWebKeyView("RSA", key.KeyId, N: Base64UrlEncoder.Encode(parameters.Modulus), E: Base64UrlEncoder.Encode(parameters.Exponent));
        }

        var point = ((ECDsaSecurityKey)key).ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return new JsonWebKeyView("EC", key.KeyId, Crv: "P-256", X: Base64UrlEncoder.Encode(point.X), Y: Base64UrlEncoder.Encode(point.Y));
    }

    private sealed record Grant(string RedirectUri, string Challenge, string Nonce);

    private sealed record JsonWebKeyView(string Kty, string Kid, string? N = null, string? E = null, string? Crv = null, string? X = null, string? Y = null);
}
