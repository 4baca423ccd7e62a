using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.Security.Tests.Support;
using Clockit.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Security.Tests.Leaks;

/// <summary>
/// A life of the product, its failures included, with an ear on everything that leaves a process: no stream key, session,
/// token or password is anywhere but in the answer to its owner.
/// </summary>
public sealed class LeakTests(ITestOutputHelper output)
{
    private const string Owner = "host";
    private const string Other = "other";
    private readonly Secrets _secrets = new();
    private readonly ConcurrentQueue<Answer> _answers = new();
    private readonly List<string> _stored = [];

    [Fact]
    public async Task No_secret_leaves_but_in_the_answer_to_its_owner()
    {
        await using var evidence = new Evidence();
        await using var postgres = await TestServers.StartPostgresAsync();
        await using var redis = await TestServers.StartRedisAsync();
        using var logs = new LogCollector(LogLevel.Trace);
        var pushes = new List<string>();
        await using (var installation = await Installation.StartAsync(logs, postgres, redis))
        {
            await evidence.SubscribeAsync(installation.Messaging);
            AddOwn(installation);
            using var host = installation.Anonymous(new Recorder(Owner, _answers));
            using var other = installation.Anonymous(new Recorder(Other, _answers));
            var token = await SignInAsync(host, "host");
            var otherToken = await SignInAsync(other, "other");
            host.DefaultRequestHeaders.Authorization = null;
            var stream = await CreateAsync(host);
            await using var live = await HubClient.ConnectAsync(new Uri(installation.Address, "/hubs/live"), otherToken);
            await using var chat = await HubClient.ConnectAsync(new Uri(installation.Address, "/hubs/chat"), otherToken);
            await LiveAsync(host, other, token, stream, live, chat, installation);
            await FailAsync(host, other, token, stream, installation, postgres, redis);
            await StoreAsync(installation);
            await EndAsync(host, stream);
            await StoreAsync(installation);
            pushes.AddRange(live.Pushes.Concat(chat.Pushes).Select(push => push.Argument.GetRawText()));
            await Eventually.TrueAsync(() => evidence.Events.Any(one => one.StartsWith("live.deleted", StringComparison.Ordinal)));
        }

        output.WriteLine($"{_secrets.All.Count()} secrets; {logs.Lines.Count} log lines, {evidence.Spans.Count} spans, {evidence.Metrics.Count} measurements, {evidence.Events.Count} events, {pushes.Count} pushes, {_answers.Count} answers, {_stored.Sum(text => text.Length)} characters stored");
        Assert.All([logs.Lines.Count, evidence.Spans.Count, evidence.Metrics.Count, evidence.Events.Count, pushes.Count, _answers.Count, _stored.Count], count => Assert.NotEqual(0, count));
        // What looks finds.
        Assert.Contains(_answers, answer => _secrets.Find([answer.Text]).Any());
        var leaks = Search("log", logs.Lines)
            .Concat(Search("span", evidence.Spans))
            .Concat(Search("metric", evidence.Metrics))
            .Concat(Search("event", evidence.Events))
            .Concat(Search("push to another", pushes))
            .Concat(Search("store", _stored))
            .Concat(SearchAnswers())
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.True(leaks.Count == 0, $"{leaks.Count} leaks:\n{string.Join("\n----\n", leaks.Take(20))}");
    }

    /// <summary>What the installation knows and nobody else may.</summary>
    private void AddOwn(Installation installation)
    {
        _secrets.Add("service key", Installation.ServiceKey);
        _secrets.Add("media server's secret", installation.JanusSecret);
        _secrets.Add("stream key secret", Installation.StreamKeySecret);
        if (new NpgsqlConnectionStringBuilder(installation.Accounts).Password is { Length: > 8 } database)
        {
            _secrets.Add("database password", database);
        }

        if (new Uri(installation.Messaging).UserInfo.Split(':') is [_, { Length: > 8 } broker])
        {
            _secrets.Add("broker password", broker);
        }
    }

    /// <summary>Registers, signs in as browser and as program, and refreshes; the client then sends the session's cookie.</summary>
    private async Task<string> SignInAsync(HttpClient http, string name)
    {
        var credentials = new { username = $"{name}-{Guid.NewGuid():N}"[..20], password = _secrets.Add("password", $"a secret password of {name} {Guid.NewGuid():N}"), role = "creator" };
        await KeepSessionAsync(http, name, await http.PostAsJsonAsync("/api/auth/register", credentials));
        using var wrong = await http.PostAsJsonAsync("/api/auth/login", new { credentials.username, password = _secrets.Add("password", $"a wrong password {Guid.NewGuid():N}") });
        using var swapped = await http.PostAsJsonAsync("/api/auth/login", new { username = credentials.password, credentials.password });
        using var broken = await http.PostAsync("/api/auth/login", new StringContent($$"""{"username":"{{credentials.username}}","password":"{{credentials.password}}""", new MediaTypeHeaderValue("application/json")));
        using var invalid = await http.PostAsJsonAsync("/api/auth/register", new { username = "!", credentials.password, displayName = 7 });
        using var taken = await http.PostAsJsonAsync("/api/auth/register", credentials);
        Assert.Equal([401, 401, 400, 400, 409], new[] { wrong, swapped, broken, invalid, taken }.Select(response => (int)response.StatusCode));
        await KeepSessionAsync(http, name, await http.PostAsJsonAsync("/api/auth/login", credentials));

        var first = await http.CallAsync(HttpMethod.Post, "/api/auth/token", credentials);
        var refreshToken = _secrets.Add("refresh token", (string)first["refreshToken"]!, name);
        _secrets.Add("access token", (string)first["accessToken"]!, name);
        var second = await http.CallAsync(HttpMethod.Post, "/api/auth/refresh", new { refreshToken });
        _secrets.Add("refresh token", (string)second["refreshToken"]!, name);
        // A lost answer is repeated with the same successor; an older token ends its own session.
        var repeated = await http.CallAsync(HttpMethod.Post, "/api/auth/refresh", new { refreshToken });
        Assert.Equal((string)second["refreshToken"]!, (string)repeated["refreshToken"]!);
        _secrets.Add("access token", (string)repeated["accessToken"]!, name);
        await ReuseAsync(http, name, credentials);
        return _secrets.Add("access token", (string)second["accessToken"]!, name);
    }

    /// <summary>Uses a refresh token a second time after its successor was used.</summary>
    private async Task ReuseAsync(HttpClient http, string name, object credentials)
    {
        var oldest = await TokensAsync("/api/auth/token", credentials);
        var newer = await TokensAsync("/api/auth/refresh", new { refreshToken = oldest });
        await TokensAsync("/api/auth/refresh", new { refreshToken = newer });
        using var reused = await http.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = oldest });
        Assert.Equal(401, (int)reused.StatusCode);

        async Task<string> TokensAsync(string path, object body)
        {
            var tokens = await http.CallAsync(HttpMethod.Post, path, body);
            _secrets.Add("access token", (string)tokens["accessToken"]!, name);
            return _secrets.Add("refresh token", (string)tokens["refreshToken"]!, name);
        }
    }

    private async Task KeepSessionAsync(HttpClient http, string name, HttpResponseMessage response)
    {
        using (response)
        {
            response.EnsureSuccessStatusCode();
            var cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            _secrets.Add("session", cookie.Split('=', 2)[1], name);
            http.DefaultRequestHeaders.Remove("Cookie");
            http.DefaultRequestHeaders.Add("Cookie", cookie);
            await response.Content.ReadAsStringAsync();
        }
    }

    private async Task<JsonNode> CreateAsync(HttpClient host)
    {
        var stream = await host.CallAsync(HttpMethod.Post, "/api/live", new { title = "A stream" });
        _secrets.Add("stream key", (string)stream["streamKey"]!, Owner);
        return stream;
    }

    private async Task LiveAsync(HttpClient host, HttpClient other, string token, JsonNode created, HubClient live, HubClient chat, Installation installation)
    {
        var stream = (Guid)created["streamId"]!;
        var at = $"/api/live/{stream}";
        await host.CallAsync(HttpMethod.Put, at, new { description = "Edited" });
        var key = _secrets.Add("stream key", (string)(await host.CallAsync(HttpMethod.Post, at + "/stream-key"))["streamKey"]!, Owner);
        await using var broadcaster = await HubClient.ConnectAsync(new Uri(installation.Address, "/hubs/live"), token);
        await broadcaster.InvokeAsync("start_live", new { streamId = stream });
        using var published = await PublishAsync(host, "/whip", key);
        Assert.Equal(HttpStatusCode.Created, published.StatusCode);
        await live.InvokeAsync("join_live", new { streamId = stream });
        await chat.InvokeAsync("join_chat", new { streamId = stream });
        await chat.InvokeAsync("live_comment", new { streamId = stream, comment = "hello" });
        await chat.InvokeAsync("live_reaction", new { streamId = stream, reaction = "❤️" });
        foreach (var path in new[] { at, "/api/live", "/api/live/active", at + "/chat", at + "/chat/replay", "/api/auth/me", "/api/live/ice-servers", "/health", "/.well-known/openid-configuration", "/.well-known/jwks.json" })
        {
            await host.CallAsync(HttpMethod.Get, path);
            await other.CallAsync(HttpMethod.Get, path);
        }

        var message = await host.CallAsync(HttpMethod.Post, at + "/chat", new { message = "welcome" });
        await host.CallAsync(HttpMethod.Delete, $"{at}/chat/{message["id"]}");
        await host.CallAsync(HttpMethod.Put, at + "/chat/settings", new { slowModeSeconds = 1, blockedTerms = new[] { "spoiler" } });
        var otherId = (Guid)(await other.CallAsync(HttpMethod.Get, "/api/auth/me"))["user"]!["id"]!;
        await host.CallAsync(HttpMethod.Post, at + "/chat/bans", new { userId = otherId, seconds = 1, reason = "noise" });
        await host.CallAsync(HttpMethod.Get, at + "/chat/audit");
        await host.CallAsync(HttpMethod.Get, at + "/analytics");
    }

    /// <summary>What must be refused, and what fails while a server is away.</summary>
    private async Task FailAsync(HttpClient host, HttpClient other, string token, JsonNode created, Installation installation, TestPostgres postgres, TestRedis redis)
    {
        var at = $"/api/live/{created["streamId"]}";
        var key = (string)created["streamKey"]!;
        foreach (var bearer in new[] { key, token[..^3], token + "x", token.Replace('.', ' '), $"{token.Split('.')[0]}.{token.Split('.')[1]}." })
        {
            foreach (var path in new[] { at, "/api/auth/me", at + "/chat/settings", "/hubs/live" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
                using var refused = await host.SendAsync(request);
            }
        }

        using var notTheirs = await other.PostAsync(at + "/stream-key", content: null);
        foreach (var path in new[] { at + "/start", at + "/end", at + "/chat/bans", "/api/live" })
        {
            using var refused = await other.PostAsJsonAsync(path, new { title = "", streamKey = key, playbackUrl = "ftp://x" });
            using var invalid = await host.PostAsync(path, new StringContent($$"""{"streamKey":"{{key}}","title":""", new MediaTypeHeaderValue("application/json")));
        }

        await postgres.StopImmediatelyAsync();
        await TryAllAsync(host, at, key);
        await postgres.StartAsync();
        await installation.ReadyAsync();
        await redis.StopAsync();
        await TryAllAsync(host, at, key);
        await redis.StartAsync();
        await installation.ReadyAsync();
    }

    private async Task TryAllAsync(HttpClient host, string at, string key)
    {
        var password = _secrets.Add("password", $"a password in an outage {Guid.NewGuid():N}");
        using var login = await host.PostAsJsonAsync("/api/auth/login", new { username = "anybody", password });
        using var register = await host.PostAsJsonAsync("/api/auth/register", new { username = $"late-{Guid.NewGuid():N}"[..20], password });
        if (register.IsSuccessStatusCode)
        {
            _secrets.Add("session", register.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2)[1], Owner);
        }

        using var refresh = await host.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = _secrets.Add("refresh token", $"refresh-{Guid.NewGuid():N}") });
        using var create = await host.PostAsJsonAsync("/api/live", new { title = "A stream", streamKey = key });
        if (create.IsSuccessStatusCode)
        {
            _secrets.Add("stream key", (string)JsonNode.Parse(await create.Content.ReadAsStringAsync())!["streamKey"]!, Owner);
        }

        using var read = await host.GetAsync(at);
        using var say = await host.PostAsJsonAsync(at + "/chat", new { message = "hello?" });
        using var view = await host.PostAsync(at + "/viewer", content: null);
        using var byKey = await PublishAsync(host, "/whip", key);
        using var publish = await PublishAsync(host, at + "/whip", key);
    }

    private static async Task<HttpResponseMessage> PublishAsync(HttpClient http, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Descriptions.Offer, new MediaTypeHeaderValue(Descriptions.Sdp)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await http.SendAsync(request);
    }

    private static async Task EndAsync(HttpClient host, JsonNode created)
    {
        await host.CallAsync(HttpMethod.Post, $"/api/live/{created["streamId"]}/end");
        await host.CallAsync(HttpMethod.Delete, $"/api/live/{created["streamId"]}");
        await host.CallAsync(HttpMethod.Post, "/api/auth/logout");
    }

    private async Task StoreAsync(Installation installation)
    {
        _stored.Add(await Dumps.OfDatabaseAsync(installation.Accounts));
        _stored.Add(await Dumps.OfDatabaseAsync(installation.Streams));
        _stored.AddRange(await Dumps.OfRedisAsync(installation.Redis));
    }

    private IEnumerable<string> Search(string where, IEnumerable<string> texts) =>
        _secrets.Find(texts).Select(found => $"{found.Secret.Kind} in a {where}: {found.Around}");

    /// <summary>Owners see what is theirs, but nobody their password again, and a browser no token.</summary>
    private IEnumerable<string> SearchAnswers() =>
        from answer in _answers
        from found in _secrets.Find([answer.Text])
        where !_secrets.All.Any(secret => string.Equals(secret.Value, found.Secret.Value, StringComparison.Ordinal) && IsTheirs(secret, answer))
        select $"{found.Secret.Kind} in the answer of {answer.Call} to {answer.To}: {found.Around}";

    private static bool IsTheirs(Secret secret, Answer answer) => string.Equals(secret.Owner, answer.To, StringComparison.Ordinal) && secret.Kind switch
    {
        "stream key" => answer.Call.Contains(" /api/live", StringComparison.Ordinal),
        "session" => answer.Text.Contains($"Set-Cookie: clockit.session={secret.Value}", StringComparison.Ordinal),
        _ => answer.Call is "POST /api/auth/token" or "POST /api/auth/refresh",
    };
}
