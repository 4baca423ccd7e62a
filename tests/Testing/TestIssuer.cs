using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clockit.Testing;

/// <summary>
/// A token issuer with discovery and keys over real HTTP, standing where the gateway stands for a service under test:
/// set <c>services:gateway:http:0</c> to <see cref="Address"/>.
/// </summary>
public sealed class TestIssuer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, (string Username, IReadOnlyCollection<string> Roles)> _accounts = new();
    private readonly List<object> _changes = [];
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;

    private TestIssuer(WebApplication app) => _app = app;

    /// <summary>For example <c>http://127.0.0.1:34567</c>; also the issuer in the tokens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The followers of hosts, as the gateway tells them to services.</summary>
    public ConcurrentDictionary<Guid, IReadOnlyList<Guid>> Followers { get; } = new();

    /// <summary>Tells the services that something of an account has ended or changed, as the gateway does.</summary>
    /// <param name="kind"><c>session_ended</c>, <c>account_ended</c> or <c>rights_changed</c>.</param>
    public void Announce(string kind, Guid accountId, Guid? sessionId = null)
    {
        lock (_changes)
        {
            _changes.Add(new { kind, accountId, sessionId, at = DateTimeOffset.UtcNow });
        }
    }

    /// <summary>How many of the next questions for followers are answered with 503.</summary>
    public int FollowersDownFor { get; set; }

    /// <summary>The questions for followers so far: the cursor and the service key of each.</summary>
    public ConcurrentQueue<(int? After, string? ServiceKey)> FollowerReads { get; } = new();

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = issuer.Address,
            jwks_uri = $"{issuer.Address}/.well-known/jwks.json",
        }));
        app.MapGet("/.well-known/jwks.json", () => Results.Json(new { keys = new[] { issuer.PublicKey() } }));
        app.MapGet("/internal/users/{hostId:guid}/followers", issuer.ReadFollowers);
        app.MapGet("/internal/accounts/changes", issuer.ReadChangesAsync);
        app.MapGet("/internal/users/{userId:guid}", (Guid userId) =>
            issuer._accounts.TryGetValue(userId, out var account)
                ? Results.Json(new { id = userId, username = account.Username, roles = account.Roles })
                : Results.NotFound());
        await app.StartAsync();
        issuer.Address = app.Urls.Single();
        return issuer;
    }

    /// <summary>A token for an account, whose roles are these from now on; they default to <c>viewer</c>.</summary>
    public string CreateToken(Guid userId, string username, IReadOnlyCollection<string>? roles = null, TimeSpan? lifetime = null, string audience = "clockit", Guid? sessionId = null)
    {
        _accounts[userId] = (username, roles ?? ["viewer"]);
        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address,
            Audience = audience,
            IssuedAt = now.AddMinutes(-10),
            NotBefore = now.AddMinutes(-10),
            Expires = now + (lifetime ?? TimeSpan.FromMinutes(30)),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sid"] = (sessionId ?? Guid.NewGuid()).ToString(),
                ["sub"] = userId.ToString(),
                ["name"] = username,
                ["display_name"] = username,
                ["role"] = _accounts[userId].Roles,
            },
            SigningCredentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = "test" }, SecurityAlgorithms.EcdsaSha256),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private async Task<IResult> ReadChangesAsync(int? after, int? wait, CancellationToken cancellationToken)
    {
        for (var until = DateTime.UtcNow.AddSeconds(wait ?? 0); ; await Task.Delay(20, cancellationToken))
        {
            lock (_changes)
            {
                if (_changes.Count > (after ?? 0) || DateTime.UtcNow >= until)
                {
                    return Results.Json(new { changes = _changes.Skip(after ?? 0), position = _changes.Count });
                }
            }
        }
    }

    private IResult ReadFollowers(Guid hostId, int? after, HttpRequest request)
    {
        const int page = 1000;
        FollowerReads.Enqueue((after, request.Headers["X-Clockit-Service-Key"]));
        if (FollowersDownFor > 0)
        {
            FollowersDownFor--;
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var all = Followers.GetValueOrDefault(hostId, []);
        var from = after ?? 0;
        return Results.Json(new { ids = all.Skip(from).Take(page), next = from + page < all.Count ? from + page : (int?)null });
    }

    private object PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = "test", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }
}
