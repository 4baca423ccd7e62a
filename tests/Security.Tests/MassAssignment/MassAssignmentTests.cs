using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clockit.Security.Tests.Support;
using Clockit.Testing;
using Npgsql;

namespace Clockit.Security.Tests.MassAssignment;

/// <summary>
/// Each call is made twice, by two new people on new streams: once as documented and once with every other field that there
/// is. What is to be seen and stored afterwards must be the same, but for ids and times of their own.
/// </summary>
public sealed partial class MassAssignmentTests(SharedInstallation shared)
{
    private static readonly JsonObject Document = JsonNode.Parse(Repository.Read("docs/openapi/v1.json"))!.AsObject();
    private static readonly JsonObject Examples = JsonNode.Parse(Repository.Read("docs/openapi/examples.json"))!.AsObject();
    private static readonly SchemaCheck Schemas = new(Document);

    public static TheoryData<string, string> Bodies
    {
        get
        {
            var bodies = new TheoryData<string, string>();
            foreach (var (path, operations) in Document["paths"]!.AsObject())
            {
                foreach (var (method, operation) in operations!.AsObject())
                {
                    if (operation!["requestBody"] is { } body && Schemas.Resolve(body)["content"]!["application/json"] is not null && (method, path) is not ("delete", "/api/auth/me"))
                    {
                        bodies.Add(method.ToUpperInvariant(), path);
                    }
                }
            }

            return bodies;
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_changes_nothing_that_its_endpoint_does_not_document(string method, string path)
    {
        var schema = Schemas.Resolve(Document["paths"]![path]![method.ToLowerInvariant()]!["requestBody"]!)["content"]!["application/json"]!["schema"]!;
        // A body that may be left out is null or what it refers to.
        schema = schema["oneOf"]?.AsArray().Single(one => one!["$ref"] is not null) ?? schema;
        var documented = await RunAsync(method, path, schema, isLoaded: false);
        var loaded = await RunAsync(method, path, schema, isLoaded: true);
        Assert.Equal(documented, loaded);
        foreach (var mark in new[] { UninvitedFields.Text, UninvitedFields.Id.ToString(), UninvitedFields.Number.ToString(), "2001-02-03" })
        {
            Assert.DoesNotContain(mark, loaded, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Makes the call, and gives all that is to be seen of it afterwards.</summary>
    private async Task<string> RunAsync(string method, string path, JsonNode schema, bool isLoaded)
    {
        var isForAdmins = path.EndsWith("/roles", StringComparison.Ordinal) || path.EndsWith("/disabled", StringComparison.Ordinal);
        var host = await shared.Installation.RegisterAsync("mass", "creator", isForAdmins ? ["admin"] : []);
        var target = await shared.Installation.RegisterAsync("target");
        var isLive = path.Contains("/chat", StringComparison.Ordinal) || path.Contains("/view", StringComparison.Ordinal)
            || path.Contains("/comment", StringComparison.Ordinal) || path.Contains("end", StringComparison.Ordinal);
        var stream = await host.CreateStreamAsync(start: isLive);
        var body = ExampleOf(schema);
        await FitAsync(body, path, host, target);
        var username = (string?)body["username"] ?? target.Username;
        if (isLoaded)
        {
            body = UninvitedFields.AddTo(body, [.. Schemas.Resolve(schema)["properties"]!.AsObject().Select(property => property.Key)]);
        }

        using var request = new HttpRequestMessage(new HttpMethod(method), Parameter().Replace(path.Replace("{userId}", target.Id.ToString(), StringComparison.Ordinal), stream.ToString())) { Content = JsonContent.Create(body) };
        using var response = await host.Http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} answered {(int)response.StatusCode}: {answer}");
        if (path is "/api/auth/me")
        {
            // Streams hear of the new name a moment later.
            await Eventually.TrueAsync(async () =>
                (string?)(await host.Http.CallAsync(HttpMethod.Get, $"/api/live/{stream}"))["host"]!["displayName"] == (string?)JsonNode.Parse(answer)!["user"]!["displayName"]);
        }

        var created = path is "/api/live" or "/api/live/start" ? (Guid)JsonNode.Parse(answer)!["streamId"]! : stream;
        var seen = string.Join('\n', [$"{(int)response.StatusCode} {answer}", .. await SeeAsync(host, created, username)]);
        return Normalise(seen, (stream, "{stream}"), (created, "{stream}"), (host.Id, "{host}"), (target.Id, "{target}"))
            .Replace(host.Username, "{host-name}", StringComparison.OrdinalIgnoreCase)
            .Replace(target.Username, "{target-name}", StringComparison.OrdinalIgnoreCase)
            .Replace(username, "{name}", StringComparison.OrdinalIgnoreCase);
    }

    private static JsonObject ExampleOf(JsonNode schema) =>
        (JsonObject)Examples[((string)schema["$ref"]!).Split('/')[^1]]!.DeepClone();

    /// <summary>Puts into the example what there is here.</summary>
    private static async Task FitAsync(JsonObject body, string path, Person host, Person target)
    {
        if (body.ContainsKey("password"))
        {
            body["username"] = path.EndsWith("register", StringComparison.Ordinal) ? $"new-{Guid.NewGuid():N}"[..20] : host.Username;
            body["password"] = Installation.Password;
        }

        if (body.ContainsKey("refreshToken"))
        {
            body["refreshToken"] = (string)(await host.Http.CallAsync(HttpMethod.Post, "/api/auth/token", new { username = host.Username, password = Installation.Password }))["refreshToken"]!;
        }

        if (body.ContainsKey("currentPassword"))
        {
            body["currentPassword"] = Installation.Password;
            body["newPassword"] = Installation.Password + " again";
        }

        if (body.ContainsKey("expiresAt"))
        {
            body["expiresAt"] = DateTimeOffset.UtcNow.AddDays(1);
        }

        if (body.ContainsKey("userId"))
        {
            body["userId"] = target.Id;
        }

        // No such messages here.
        body.Remove("pinnedMessageId");
        body.Remove("replyTo");
    }

    private async Task<IReadOnlyList<string>> SeeAsync(Person host, Guid stream, string username)
    {
        var seen = new List<string>();
        foreach (var path in new[]
        {
            "/api/auth/me", $"/api/live/{stream}", $"/api/live/user/{host.Id}", $"/api/live/{stream}/analytics", $"/api/live/{stream}/chat",
            $"/api/live/{stream}/chat/settings", $"/api/live/{stream}/chat/bans", $"/api/live/{stream}/chat/audit",
        })
        {
            using var response = await host.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            seen.Add($"{path} {await response.Content.ReadAsStringAsync()}");
        }

        seen.Add(await RowsAsync(shared.Installation.Streams, "select row_to_json(s) from streams s where host_id = @id order by created_at", host.Id));
        seen.Add(await RowsAsync(shared.Installation.Streams, "select row_to_json(r) from idempotent_requests r where host_id = @id", host.Id));
        seen.Add(await RowsAsync(shared.Installation.Accounts, """select row_to_json(a) from accounts a where id = @id or username = @name order by created_at """, host.Id, username));
        return seen;
    }

    private static async Task<string> RowsAsync(string database, string sql, Guid id, string name = "")
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("name", name);
        await using var rows = await command.ExecuteReaderAsync();
        var text = new List<string>();
        while (await rows.ReadAsync())
        {
            text.Add(rows.GetString(0));
        }

        return string.Join('\n', text);
    }

    /// <summary>Without what differs from run to run: everything else must not.</summary>
    private static string Normalise(string seen, params (Guid Id, string Name)[] known)
    {
        foreach (var (id, name) in known)
        {
            seen = seen.Replace(id.ToString(), name, StringComparison.OrdinalIgnoreCase);
        }

        seen = Moment().Replace(Uuid().Replace(seen, id => id.Value == UninvitedFields.Id.ToString() ? id.Value : "{id}"), "{time}");
        return Sequence().Replace(Secret().Replace(seen, "{secret}"), "\"${name}\":{number}");
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.NonBacktracking)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"20[2-9]\d-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)", RegexOptions.NonBacktracking)]
    private static partial Regex Moment();

    /// <summary>Stream keys, API tokens, hashes and ciphers, tokens, stamps, epochs.</summary>
    [GeneratedRegex(@"(?:live|clk)_[\w-]{20,}|\\\\x[0-9a-f]{40,}|eyJ[\w.-]+|""(?:epoch|security_stamp|password_hash|refreshToken)"":""[^""]+""|""id"":""\d+-\d+""", RegexOptions.NonBacktracking)]
    private static partial Regex Secret();

    /// <summary>
    /// Numbers that depend on the moment: small ones, and the sequence of viewer counts, which is a time in milliseconds.
    /// That of <see cref="UninvitedFields"/> is neither.
    /// </summary>
    [GeneratedRegex(@"""(?<name>duration|expiresIn|watchTime|viewer_sequence)"":(?:\d{1,4}|1[0-9]{12})\b", RegexOptions.NonBacktracking)]
    private static partial Regex Sequence();
}
