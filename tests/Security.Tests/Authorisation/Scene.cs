using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clockit.Security.Tests.Support;
using Clockit.Testing;

namespace Clockit.Security.Tests.Authorisation;

/// <summary>One cell of the matrix: who calls, and on what.</summary>
/// <param name="Stream">Somebody's at random when the row is about none.</param>
/// <param name="Target">An account that nothing is special about.</param>
/// <param name="Message">A site moderator's message in the stream's chat, where the call needs one.</param>
/// <param name="Session">The host's media session, where the call needs one.</param>
internal sealed record Scene(Cast Cast, Person Caller, Guid Stream, Guid Target, Guid Message = default, string Session = "of-nobody", string ETag = "\"0\"")
{
    public HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    public HttpRequestMessage Post(string path, object? body = null) => new(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };

    public HttpRequestMessage Put(string path, object? body = null) => new(HttpMethod.Put, path) { Content = body is null ? null : JsonContent.Create(body) };

    public HttpRequestMessage Delete(string path) => new(HttpMethod.Delete, path);

    public HttpRequestMessage Options(string path) => new(HttpMethod.Options, path);

    public HttpRequestMessage Sdp(HttpMethod method, string path, string body, string type = Descriptions.Sdp) =>
        new(method, path) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };

    public HttpRequestMessage Trickle(string path)
    {
        var request = Sdp(HttpMethod.Patch, path, Descriptions.Candidates, Descriptions.Fragment);
        request.Headers.TryAddWithoutValidation("If-Match", ETag);
        return request;
    }
}

/// <summary>A valid call of an endpoint.</summary>
/// <param name="Create">The request.</param>
/// <param name="IsLive">Whether the stream must be live.</param>
/// <param name="PrepareAsync">What those who may do it do before.</param>
/// <param name="Success">The status by which those are known who may do it, where that is no success: what else it takes is not there.</param>
internal sealed record Call(Func<Scene, HttpRequestMessage> Create, bool IsLive = false, Func<Scene, Task<Scene>>? PrepareAsync = null, int? Success = null)
{
    /// <summary>The smallest GIF there is.</summary>
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    /// <summary>One for each row of <see cref="Matrix.Endpoints"/>.</summary>
    public static readonly IReadOnlyDictionary<string, Call> All = new Dictionary<string, Call>(StringComparer.Ordinal)
    {
        ["POST /api/auth/register"] = new(scene => scene.Post("/api/auth/register", new { username = $"new-{Guid.NewGuid():N}"[..20], password = Installation.Password })),
        ["POST /api/auth/login"] = new(scene => scene.Post("/api/auth/login", Credentials(scene))),
        ["POST /api/auth/logout"] = new(scene => OfItsOwnSession(scene, scene.Post("/api/auth/logout"))),
        ["POST /api/auth/token"] = new(scene => scene.Post("/api/auth/token", Credentials(scene))),
        ["POST /api/auth/refresh"] = new(scene => scene.Post("/api/auth/refresh", new { refreshToken = RefreshToken(scene) })),
        ["GET /api/auth/me"] = new(scene => scene.Get("/api/auth/me")),
        ["PUT /api/auth/me"] = new(scene => scene.Put("/api/auth/me", new { displayName = "Renamed" })),
        // With a wrong password: whoever is signed in is told so, and stays.
        ["DELETE /api/auth/me"] = new(scene => new HttpRequestMessage(HttpMethod.Delete, "/api/auth/me") { Content = JsonContent.Create(new { password = $"wrong {Guid.NewGuid()}" }) }),
        ["PUT /api/auth/me/avatar"] = new(scene => new HttpRequestMessage(HttpMethod.Put, "/api/auth/me/avatar") { Content = new ByteArrayContent(Pixel) { Headers = { ContentType = new MediaTypeHeaderValue("image/gif") } } }),
        ["GET /api/auth/me/export"] = new(scene => scene.Get("/api/auth/me/export")),
        ["POST /api/auth/password"] = new(scene => scene.Post("/api/auth/password", new { currentPassword = $"wrong {Guid.NewGuid()}", newPassword = "another correct horse" })),
        ["GET /api/auth/sessions"] = new(scene => scene.Get("/api/auth/sessions")),
        ["DELETE /api/auth/sessions"] = new(scene => scene.Delete("/api/auth/sessions")),
        // Nobody's, so somebody else's: each finds none.
        ["DELETE /api/auth/sessions/{sessionId}"] = new(scene => scene.Delete($"/api/auth/sessions/{Guid.CreateVersion7()}")),
        ["GET /api/auth/tokens"] = new(scene => scene.Get("/api/auth/tokens")),
        ["POST /api/auth/tokens"] = new(scene => scene.Post("/api/auth/tokens", new { name = "a program", scopes = new[] { "read" }, expiresAt = DateTimeOffset.UtcNow.AddDays(1) })),
        ["DELETE /api/auth/tokens/{tokenId}"] = new(scene => scene.Delete($"/api/auth/tokens/{Guid.CreateVersion7()}")),
        ["GET /api/users/{userId}/avatar"] = new(scene => scene.Get($"/api/users/{scene.Target}/avatar"), PrepareAsync: UploadAsync),
        ["PUT /api/users/{userId}/disabled"] = new(scene => scene.Put($"/api/users/{scene.Target}/disabled", new { disabled = false })),
        ["GET /api/auth/providers"] = new(scene => scene.Get("/api/auth/providers")),
        ["GET /api/auth/signin"] = new(scene => scene.Get("/api/auth/signin?returnUrl=/")),
        ["GET /api/users/{userId}"] = new(scene => scene.Get($"/api/users/{scene.Target}")),
        ["GET /api/users/by-name/{username}"] = new(scene => scene.Get($"/api/users/by-name/{scene.Cast.Bystander.Username}")),
        ["GET /api/users/{userId}/followers"] = new(scene => scene.Get($"/api/users/{scene.Target}/followers")),
        ["GET /api/users/{userId}/following"] = new(scene => scene.Get($"/api/users/{scene.Target}/following")),
        ["PUT /api/users/{userId}/follow"] = new(scene => scene.Put($"/api/users/{scene.Target}/follow")),
        ["DELETE /api/users/{userId}/follow"] = new(scene => scene.Delete($"/api/users/{scene.Target}/follow")),
        ["PUT /api/users/{userId}/roles"] = new(scene => scene.Put($"/api/users/{scene.Target}/roles", new { roles = new[] { "viewer" } })),
        ["GET /.well-known/openid-configuration"] = new(scene => scene.Get("/.well-known/openid-configuration")),
        ["GET /.well-known/jwks.json"] = new(scene => scene.Get("/.well-known/jwks.json")),
        ["GET /health"] = new(scene => scene.Get("/health")),
        ["ANY /health/live"] = new(scene => scene.Get("/health/live")),
        ["ANY /health/ready"] = new(scene => scene.Get("/health/ready")),
        ["GET /openapi/v1.json"] = new(scene => scene.Get("/openapi/v1.json")),
        ["GET /docs/{documentName?}"] = new(scene => scene.Get("/docs/")),
        ["GET /docs/scalar.js"] = new(scene => scene.Get("/docs/scalar.js")),
        ["GET /docs/scalar.aspnetcore.js"] = new(scene => scene.Get("/docs/scalar.aspnetcore.js")),
        ["GET /docs/favicon.svg"] = new(scene => scene.Get("/docs/favicon.svg")),
        ["GET /robots.txt"] = new(scene => scene.Get("/robots.txt")),
        ["GET /oembed"] = new(scene => scene.Get($"/oembed?url={Uri.EscapeDataString($"{scene.Caller.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}/watch/{scene.Stream}")}")),

        ["GET /api/live"] = new(scene => scene.Get("/api/live?status=all")),
        ["GET /api/live/active"] = new(scene => scene.Get("/api/live/active")),
        ["GET /api/live/user/{userId}"] = new(scene => scene.Get($"/api/live/user/{scene.Cast.Host.Id}")),
        ["POST /api/live"] = new(scene => scene.Post("/api/live", new { title = "A stream" })),
        ["POST /api/live/start"] = new(scene => scene.Post("/api/live/start", new { title = "A stream" })),
        ["GET /api/live/{id}"] = new(scene => scene.Get($"/api/live/{scene.Stream}")),
        ["PUT /api/live/{id}"] = new(scene => scene.Put($"/api/live/{scene.Stream}", new { title = "Edited" })),
        ["DELETE /api/live/{id}"] = new(scene => scene.Delete($"/api/live/{scene.Stream}")),
        ["POST /api/live/{id}/start"] = new(scene => scene.Post($"/api/live/{scene.Stream}/start")),
        ["POST /api/live/{id}/end"] = new(scene => scene.Post($"/api/live/{scene.Stream}/end"), IsLive: true),
        ["POST /api/live/end/{id}"] = new(scene => scene.Post($"/api/live/end/{scene.Stream}"), IsLive: true),
        ["POST /api/live/{id}/stream-key"] = new(scene => scene.Post($"/api/live/{scene.Stream}/stream-key")),
        ["GET /api/live/{id}/analytics"] = new(scene => scene.Get($"/api/live/{scene.Stream}/analytics")),

        ["POST /api/live/{streamId}/viewer"] = new(scene => scene.Post($"/api/live/{scene.Stream}/viewer"), IsLive: true),
        ["POST /api/live/{streamId}/view"] = new(scene => scene.Post($"/api/live/{scene.Stream}/view"), IsLive: true),
        ["DELETE /api/live/{streamId}/viewer"] = new(scene => scene.Delete($"/api/live/{scene.Stream}/viewer"), IsLive: true),
        ["GET /api/live/ice-servers"] = new(scene => scene.Get($"/api/live/ice-servers?streamId={scene.Stream}"), IsLive: true),

        ["POST /whip"] = new(scene => scene.Sdp(HttpMethod.Post, "/whip", Descriptions.Offer)),
        ["GET /whip"] = new(scene => scene.Get("/whip")),
        ["OPTIONS /whip"] = new(scene => scene.Options("/whip")),
        ["POST /api/live/{streamId}/whip"] = new(scene => scene.Sdp(HttpMethod.Post, $"/api/live/{scene.Stream}/whip", Descriptions.Offer)),
        ["GET /api/live/{streamId}/whip"] = new(scene => scene.Get($"/api/live/{scene.Stream}/whip")),
        ["OPTIONS /api/live/{streamId}/whip"] = new(scene => scene.Options($"/api/live/{scene.Stream}/whip")),
        ["OPTIONS /api/live/{streamId}/whip/{sessionId}"] = new(scene => scene.Options($"/api/live/{scene.Stream}/whip/{scene.Session}")),
        ["GET /api/live/{streamId}/whip/{sessionId}"] = new(scene => scene.Get($"/api/live/{scene.Stream}/whip/{scene.Session}"), IsLive: true, PublishAsync),
        ["PATCH /api/live/{streamId}/whip/{sessionId}"] = new(scene => scene.Trickle($"/api/live/{scene.Stream}/whip/{scene.Session}"), IsLive: true, PublishAsync),
        ["DELETE /api/live/{streamId}/whip/{sessionId}"] = new(scene => scene.Delete($"/api/live/{scene.Stream}/whip/{scene.Session}"), IsLive: true, PublishAsync),
        // Seen by those who are told that no media arrives.
        ["POST /api/live/{streamId}/whep"] = new(scene => scene.Sdp(HttpMethod.Post, $"/api/live/{scene.Stream}/whep", Descriptions.Request), IsLive: true, Success: 409),
        ["GET /api/live/{streamId}/whep"] = new(scene => scene.Get($"/api/live/{scene.Stream}/whep")),
        ["OPTIONS /api/live/{streamId}/whep"] = new(scene => scene.Options($"/api/live/{scene.Stream}/whep")),
        ["OPTIONS /api/live/{streamId}/whep/{sessionId}"] = new(scene => scene.Options($"/api/live/{scene.Stream}/whep/{scene.Session}")),
        ["GET /api/live/{streamId}/whep/{sessionId}"] = new(scene => scene.Get($"/api/live/{scene.Stream}/whep/{scene.Session}"), IsLive: true, PublishAsync),
        ["PATCH /api/live/{streamId}/whep/{sessionId}"] = new(scene => scene.Trickle($"/api/live/{scene.Stream}/whep/{scene.Session}"), IsLive: true, PublishAsync),
        ["DELETE /api/live/{streamId}/whep/{sessionId}"] = new(scene => scene.Delete($"/api/live/{scene.Stream}/whep/{scene.Session}"), IsLive: true, PublishAsync),
        ["GET /api/live/{streamId}/recording"] = new(scene => scene.Get($"/api/live/{scene.Stream}/recording"), IsLive: true, RecordAsync),

        ["GET /api/live/{streamId}/chat"] = new(scene => scene.Get($"{Chat(scene)}?limit=10"), IsLive: true),
        ["GET /api/live/{streamId}/chat/replay"] = new(scene => scene.Get($"{Chat(scene)}/replay"), IsLive: true),
        ["POST /api/live/{streamId}/chat"] = new(scene => scene.Post(Chat(scene), new { message = "hello" }), IsLive: true),
        ["POST /api/live/{streamId}/comment"] = new(scene => scene.Post($"/api/live/{scene.Stream}/comment", new { message = "hello" }), IsLive: true),
        ["DELETE /api/live/{streamId}/chat/{messageId}"] = new(scene => scene.Delete($"{Chat(scene)}/{scene.Message}"), IsLive: true, SayAsync),
        ["GET /api/live/{streamId}/chat/settings"] = new(scene => scene.Get($"{Chat(scene)}/settings"), IsLive: true),
        ["PUT /api/live/{streamId}/chat/settings"] = new(scene => scene.Put($"{Chat(scene)}/settings", new { slowModeSeconds = 3 }), IsLive: true),
        ["GET /api/live/{streamId}/chat/bans"] = new(scene => scene.Get($"{Chat(scene)}/bans"), IsLive: true),
        ["POST /api/live/{streamId}/chat/bans"] = new(scene => scene.Post($"{Chat(scene)}/bans", new { userId = scene.Target }), IsLive: true),
        ["DELETE /api/live/{streamId}/chat/bans/{userId}"] = new(scene => scene.Delete($"{Chat(scene)}/bans/{scene.Target}"), IsLive: true, BanAsync),
        ["GET /api/live/{streamId}/chat/audit"] = new(scene => scene.Get($"{Chat(scene)}/audit"), IsLive: true),
        ["PUT /api/live/{streamId}/chat/moderators/{userId}"] = new(scene => scene.Put($"{Chat(scene)}/moderators/{scene.Target}"), IsLive: true),
        ["DELETE /api/live/{streamId}/chat/moderators/{userId}"] = new(scene => scene.Delete($"{Chat(scene)}/moderators/{scene.Target}"), IsLive: true),

        ["POST /hubs/live/negotiate"] = new(scene => scene.Post("/hubs/live/negotiate?negotiateVersion=1")),
        ["ANY /hubs/live"] = new(scene => scene.Get("/hubs/live")),
        ["POST /hubs/chat/negotiate"] = new(scene => scene.Post("/hubs/chat/negotiate?negotiateVersion=1")),
        ["ANY /hubs/chat"] = new(scene => scene.Get("/hubs/chat")),
    };

    /// <summary>By a session made for it: the caller goes on with theirs.</summary>
    private static HttpRequestMessage OfItsOwnSession(Scene scene, HttpRequestMessage request)
    {
        if (scene.Caller.Token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", scene.Cast.Anonymous.Http.TokenAsync(scene.Caller.Username).GetAwaiter().GetResult());
        }

        return request;
    }

    private static string Chat(Scene scene) => $"/api/live/{scene.Stream}/chat";

    private static object Credentials(Scene scene) => new { username = scene.Cast.Bystander.Username, password = Installation.Password };

    private static string RefreshToken(Scene scene) =>
        (string)scene.Cast.Anonymous.Http.CallAsync(HttpMethod.Post, "/api/auth/token", Credentials(scene)).GetAwaiter().GetResult()["refreshToken"]!;

    private static async Task<Scene> UploadAsync(Scene scene)
    {
        using var content = new ByteArrayContent(Pixel) { Headers = { ContentType = new MediaTypeHeaderValue("image/gif") } };
        using var uploaded = await scene.Cast.Bystander.Http.PutAsync(new Uri("/api/auth/me/avatar", UriKind.Relative), content);
        Assert.Equal(200, (int)uploaded.StatusCode);
        return scene;
    }

    private static async Task<Scene> SayAsync(Scene scene)
    {
        var message = await scene.Cast.Steward.Http.CallAsync(HttpMethod.Post, Chat(scene), new { message = "to be deleted" });
        return scene with { Message = (Guid)message["id"]! };
    }

    private static async Task<Scene> PublishAsync(Scene scene)
    {
        using var request = scene.Sdp(HttpMethod.Post, $"/api/live/{scene.Stream}/whip", Descriptions.Offer);
        using var published = await scene.Cast.Host.Http.SendAsync(request);
        Assert.Equal(201, (int)published.StatusCode);
        return scene with { Session = published.Headers.Location!.OriginalString.Split('/')[^1], ETag = published.Headers.ETag!.ToString() };
    }

    private static async Task<Scene> RecordAsync(Scene scene)
    {
        await scene.Cast.Host.Http.CallAsync(HttpMethod.Post, $"/api/live/{scene.Stream}/end");
        var folder = Path.Combine(scene.Cast.Host.Installation.Recordings, scene.Stream.ToString());
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "recording.webm"), "recorded");
        return scene;
    }

    private static async Task<Scene> BanAsync(Scene scene)
    {
        await scene.Cast.Host.Http.CallAsync(HttpMethod.Post, $"{Chat(scene)}/bans", new { userId = scene.Target });
        return scene;
    }
}
