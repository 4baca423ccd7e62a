using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Clockit.AppHost.Servers;
using Clockit.AppHost.Tests.Support;
using Clockit.Testing;
using Npgsql;

namespace Clockit.AppHost.Tests.Upgrade;

/// <summary>
/// A data folder that an earlier version has written. <c>folder.tar.gz</c> holds its secrets, its Redis and RabbitMQ
/// files, a dump of its two databases, and in <c>expected.json</c> what its API answered.
/// </summary>
public sealed class UpgradeTests : IAsyncDisposable
{
    private readonly Installation _installation = new();

    [Fact]
    public async Task An_upgrade_keeps_every_account_stream_message_and_key()
    {
        var expected = await UnpackAsync();
        var appHost = await _installation.StartAsync();
        using var alice = await LogInAsync(expected["accounts"]![0]!);
        using var bob = await LogInAsync(expected["accounts"]![1]!);

        foreach (var (name, stream) in expected["streams"]!.AsObject())
        {
            var now = await GetAsync(alice, $"/api/live/{stream!["streamId"]}");
            foreach (var field in new[] { "title", "description", "category", "tags", "visibility", "streamKey", "createdAt" })
            {
                Assert.Equal(stream[field]?.ToJsonString(), now[field]?.ToJsonString());
            }

            Assert.Equal((string?)stream["host"]!["id"], (string?)now["host"]!["id"]);
            // Nobody publishes to the stream that was live: it may have ended meanwhile.
            Assert.Contains((string?)now["status"], name == "live" ? ["live", "interrupted", "ended"] : new[] { (string?)stream["status"] });
        }

        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync($"/api/live/{expected["streams"]!["private"]!["streamId"]}")).StatusCode);
        foreach (var (stream, chat) in expected["chat"]!.AsObject())
        {
            var now = await GetAsync(alice, $"/api/live/{stream}/chat");
            Assert.Equal(Texts(chat!), Texts(now));
            Assert.Equal((string?)chat!["epoch"], (string?)now["epoch"]);
        }

        var bans = await GetAsync(alice, $"/api/live/{expected["bannedIn"]}/chat/bans");
        Assert.Equal((string?)expected["bans"]!["items"]![0]!["userId"], (string?)Assert.Single(bans["items"]!.AsArray())!["userId"]);
        var follow = expected["follows"]![0]!;
        Assert.Contains((string)follow["followed"]!, (await GetAsync(bob, $"/api/users/{follow["follower"]}/following")).ToJsonString(), StringComparison.Ordinal);
        await Installation.StopAsync(appHost);
    }

    public ValueTask DisposeAsync() => _installation.DisposeAsync();

    private static List<string> Texts(JsonNode chat) => [.. chat["messages"]!.AsArray().Select(m => $"{m!["offset"]} {m["id"]} {m["username"]}: {m["message"]}")];

    private static async Task<JsonNode> GetAsync(HttpClient client, string path) => (await client.GetFromJsonAsync<JsonNode>(path))!;

    private async Task<HttpClient> LogInAsync(JsonNode account)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://localhost:{_installation.Port}") };
        client.DefaultRequestHeaders.Add("Origin", client.BaseAddress.GetLeftPart(UriPartial.Authority));
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { username = (string?)account["username"], password = (string?)account["password"] });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var user = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["user"]!;
        Assert.Equal((string?)account["id"], (string?)user["id"]);
        Assert.Equal((string?)account["displayName"], (string?)user["displayName"]);
        Assert.Equal(account["roles"]!.ToJsonString(), user["roles"]!.ToJsonString());
        return client;
    }

    private async Task<JsonNode> UnpackAsync()
    {
        await using (var file = File.OpenRead(Path.Combine(Repository.Root, "tests", "AppHost.Tests", "Upgrade", "folder.tar.gz")))
        await using (var gzip = new GZipStream(file, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(gzip, _installation.Data, overwriteFiles: true);
        }

        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            DisableDashboard = true,
            AssemblyName = typeof(Programs).Assembly.GetName().Name,
        });
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] = "true";
        var postgres = builder.AddNativePostgres("postgres", new LocalData(_installation.Data), durable: false);
        string[] databases = ["accounts", "streams"];
        foreach (var database in databases)
        {
            postgres.AddDatabase(database);
        }

        await using var application = builder.Build();
        await application.StartAsync();
        foreach (var database in databases)
        {
            await application.ResourceNotifications.WaitForResourceAsync(database, KnownResourceStates.Running);
            await using var connection = new NpgsqlConnection(await postgres.Resource.ConnectionStringExpression.GetValueAsync(CancellationToken.None) + $";Database={database};Pooling=false");
            await connection.OpenAsync();
            await using var restore = new NpgsqlCommand(Statements(await File.ReadAllTextAsync(Path.Combine(_installation.Data, database + ".sql"))), connection);
            await restore.ExecuteNonQueryAsync();
        }

        await application.StopAsync();
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_installation.Data, "expected.json")))!;
    }

    // A dump with --inserts is SQL but for the commands that psql itself takes.
    private static string Statements(string dump) => string.Join('\n', dump.Split('\n').Where(line => !line.StartsWith('\\')));
}
