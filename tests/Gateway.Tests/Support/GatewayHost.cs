using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Store;
using Clockit.Gateway.Api.Edge;
using Clockit.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace Clockit.Gateway.Tests.Support;

/// <summary>The gateway over real HTTP on a database of its own, with <see cref="EchoService"/> behind every route.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    public const string Secret = "a-secret-of-accounts-for-the-tests";
    public const string ServiceKey = "a-service-key-of-tests";
    private readonly WebApplicationFactory<HealthResponse> _factory;

    private GatewayHost(WebApplicationFactory<HealthResponse> factory, EchoService echo, string database)
    {
        _factory = factory;
        Echo = echo;
        Database = database;
    }

    public EchoService Echo { get; }

    public Uri Address => _factory.ClientOptions.BaseAddress;

    public string Database { get; }

    public static Task<GatewayHost> StartAsync(string? database = null, params (string Key, string Value)[] settings) => StartAsync(database, logs: null, settings);

    /// <param name="database">One of its own unless given.</param>
    /// <param name="logs">Takes everything that it logs.</param>
    /// <param name="settings">Configuration.</param>
    public static async Task<GatewayHost> StartAsync(string? database, ILoggerProvider? logs, (string Key, string Value)[] settings)
    {
        if (database is null)
        {
            database = await EmptyDatabase.CreateAsync();
        }

        var echo = await EchoService.StartAsync();
        var factory = new WebApplicationFactory<HealthResponse>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Development");
            web.UseUrls("http://127.0.0.1:0");
            web.UseSetting("ConnectionStrings:accounts", database);
            web.UseSetting("services:stream-service:http:0", echo.Address);
            web.UseSetting("services:chat-service:http:0", echo.Address);
            web.UseSetting("services:signaling-service:http:0", echo.Address);
            web.UseSetting("Logging:LogLevel:Default", logs is null ? "Error" : "Trace");
            if (logs is not null)
            {
                web.ConfigureLogging(logging => logging.AddProvider(logs));
            }

            web.UseSetting("Limits:Enabled", "false");
            web.UseSetting("Internal:ServiceKey", ServiceKey);
            web.UseSetting("Accounts:Secret", Secret);
            foreach (var (key, value) in settings)
            {
                web.UseSetting(key, value);
            }
        });
        factory.UseKestrel();
        factory.StartServer();
        var host = new GatewayHost(factory, echo, database);
        using var client = host.Client();
        await Eventually.TrueAsync(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode);
        return host;
    }

    /// <summary>The gateway's own container.</summary>
    public IServiceProvider Services => _factory.Services;

    /// <summary>A browser: keeps cookies. It shows redirects instead of following them.</summary>
    public HttpClient Client() => new(new DocumentedAnswers("/api/auth")
    {
        InnerHandler = new DocumentedAnswers("/api/users") { InnerHandler = new HttpClientHandler { AllowAutoRedirect = false } },
    })
    { BaseAddress = _factory.ClientOptions.BaseAddress };

    /// <summary>A browser that has just registered an account.</summary>
    public async Task<(HttpClient Client, JsonNode User)> RegisteredAsync(string? username = null, string role = "viewer")
    {
        var client = Client();
        using var response = await client.PostAsJsonAsync("/api/auth/register", new { username = username ?? NewName(), password = "correct horse", role });
        response.EnsureSuccessStatusCode();
        return (client, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["user"]!);
    }

    /// <summary>The database, to look into.</summary>
    public AccountsDbContext OpenDatabase() => new(AccountsDbContext.OptionsFor(Database));

    /// <summary>Adds accounts that nobody signs in to, all at once.</summary>
    public async Task<IReadOnlyList<Guid>> AddAccountsAsync(int count)
    {
        await using var db = OpenDatabase();
        var accounts = Enumerable.Range(0, count).Select(_ => NewName())
            .Select(name => Account.Create(Guid.CreateVersion7(), name, name, isCreator: false, DateTimeOffset.UtcNow)).ToList();
        db.AddRange(accounts);
        await db.SaveChangesAsync();
        return [.. accounts.Select(account => account.Id)];
    }

    public static string NewName() => $"u{Guid.NewGuid():N}"[..20];

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Echo.DisposeAsync();
    }
}
