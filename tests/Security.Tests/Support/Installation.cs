using System.Data.Common;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.Accounts.Infrastructure.Store;
using Clockit.ChatService.Api;
using Clockit.Gateway.Api.Edge;
using Clockit.SignalingService.Api.Hub;
using Clockit.StreamService.Infrastructure;
using Clockit.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clockit.Security.Tests.Support;

/// <summary>
/// The four services in this process over real HTTP, on databases, a virtual host and a Redis of their own. Tests call the
/// gateway, as everybody does.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    public const string ServiceKey = "the-service-key-of-the-security-tests";
    public const string StreamKeySecret = "the-stream-key-secret-of-the-security-tests";
    public const string AccountsSecret = "the-secret-of-the-accounts-of-the-security-tests";
    public const string Password = "correct horse battery staple";

    private readonly List<IAsyncDisposable> _services = [];
    private readonly List<IServiceProvider> _providers = [];
    private readonly Dictionary<string, string> _settings;
    private readonly LogCollector _logs;

    private Installation(Dictionary<string, string> settings, LogCollector logs) => (_settings, _logs) = (settings, logs);

    /// <summary>The gateway.</summary>
    public Uri Address => new(_settings["PublicOrigin"]);

    public string Accounts => _settings["ConnectionStrings:accounts"];

    public string Streams => _settings["ConnectionStrings:streams"];

    public string Messaging => _settings["ConnectionStrings:messaging"];

    public string Redis => _settings["ConnectionStrings:redis"];

    /// <summary>The folder of recordings.</summary>
    public string Recordings => (string)Janus["Recordings"];

    public string JanusSecret => (string)Janus["ApiSecret"];

    private DbConnectionStringBuilder Janus => new() { ConnectionString = _settings["ConnectionStrings:janus"] };

    /// <summary>The services' own containers: gateway, streams, chat, signaling.</summary>
    public IReadOnlyList<IServiceProvider> Providers => _providers;

    public static async Task<Installation> StartAsync(LogCollector logs, TestPostgres? postgres = null, TestRedis? redis = null)
    {
        postgres ??= await TestServers.PostgresAsync();
        redis ??= await TestServers.RedisAsync();
        var gateway = $"http://127.0.0.1:{FreePort.Find()}";
        var prefix = TestRedis.CreateKeyPrefix();
        var installation = new Installation(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ConnectionStrings:accounts"] = await postgres.CreateDatabaseAsync(),
                ["ConnectionStrings:streams"] = await postgres.CreateDatabaseAsync(),
                ["ConnectionStrings:messaging"] = await (await TestServers.MessagingAsync()).CreateVirtualHostAsync(),
                ["ConnectionStrings:redis"] = await redis.ConnectionStringAsync(),
                ["ConnectionStrings:janus"] = await (await TestServers.JanusAsync()).ConnectionStringAsync(),
                ["Chat:KeyPrefix"] = prefix + "chat",
                ["Redis:KeyPrefix"] = prefix,
                ["PublicOrigin"] = gateway,
                ["Gateway:WebRoot"] = await WebRootAsync(),
                ["services:gateway:http:0"] = gateway,
                ["Internal:ServiceKey"] = ServiceKey,
                ["StreamKeys:Secret"] = StreamKeySecret,
                ["Accounts:Secret"] = AccountsSecret,
                ["Limits:Enabled"] = "false",
                ["Signaling:MeshCapacity"] = "100",
                ["Lists:CacheFor"] = "00:00:00",
            },
            logs);
        await installation.StartServicesAsync();
        return installation;
    }

    /// <summary>A client without an account.</summary>
    public HttpClient Anonymous(HttpMessageHandler? handler = null) => new(handler ?? new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = Address,
    };

    /// <summary>Registers an account, gives it site roles beyond those that one can register with, and signs it in as a program.</summary>
    public async Task<Person> RegisterAsync(string name, string role = "viewer", params string[] siteRoles)
    {
        var username = $"{name}-{Guid.NewGuid():N}"[..20];
        using var http = Anonymous();
        using var registered = await http.PostAsJsonAsync("/api/auth/register", new { username, password = Password, displayName = name, role });
        registered.EnsureSuccessStatusCode();
        var user = JsonNode.Parse(await registered.Content.ReadAsStringAsync())!["user"]!;
        var id = (Guid)user["id"]!;
        if (siteRoles.Length > 0)
        {
            await ExecuteAsync(Accounts, """UPDATE accounts SET roles = roles || @roles WHERE id = @id""", ("roles", siteRoles), ("id", id));
        }

        var token = await http.TokenAsync(username);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new Person(this, id, username, token, client);
    }

    /// <summary>Somebody without an account.</summary>
    public Person Nobody() => new(this, Guid.Empty, "", Token: null, Anonymous());

    public static async Task ExecuteAsync(string database, string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // The gateway last: the others check tokens with it.
        for (var i = _services.Count - 1; i >= 0; i--)
        {
            await _services[i].DisposeAsync();
        }
    }

    /// <summary>A page in place of the built web client.</summary>
    private static async Task<string> WebRootAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "web")).FullName;
        var written = Path.Combine(folder, Path.GetRandomFileName());
        await File.WriteAllTextAsync(written, "<!doctype html><html><head><title>Clockit Live</title></head><body></body></html>");
        File.Move(written, Path.Combine(folder, "index.html"), overwrite: true);
        return folder;
    }

    private async Task StartServicesAsync()
    {
        await DatabaseMigration.RunAsync(Accounts);
        await using (var streams = new StreamDbContext(new DbContextOptionsBuilder<StreamDbContext>().UseNpgsql(Streams).Options))
        {
            await streams.Database.MigrateAsync();
        }

        // Each is told the others' addresses when it starts, so all but the first are known by then.
        foreach (var service in new[] { "stream-service", "chat-service", "signaling-service" })
        {
            _settings[$"services:{service}:http:0"] = $"http://127.0.0.1:{FreePort.Find()}";
        }

        Start<HealthResponse>("gateway");
        Start<StreamDbContext>("stream-service");
        Start<ChatHub>("chat-service");
        Start<LiveHub>("signaling-service");
        await this.ReadyAsync();
    }

    private void Start<TEntryPoint>(string name)
        where TEntryPoint : class
    {
        var factory = new WebApplicationFactory<TEntryPoint>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            web.UseUrls(_settings[$"services:{name}:http:0"]);
            foreach (var (key, value) in _settings)
            {
                web.UseSetting(key, value);
            }

            web.UseSetting("Logging:LogLevel:Default", _logs.Level.ToString());
            web.ConfigureLogging(logging => logging.ClearProviders().AddProvider(_logs));
        });
        factory.UseKestrel();
        factory.StartServer();
        _services.Add(factory);
        _providers.Add(factory.Services);
        var address = factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Assert.Equal(_settings[$"services:{name}:http:0"], address);
    }
}
