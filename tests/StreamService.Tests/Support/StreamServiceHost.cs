using System.Net.Http.Headers;
using Clockit.StreamService.Infrastructure;
using Clockit.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Clockit.StreamService.Tests.Support;

/// <summary>StreamService over real HTTP, on a database and a virtual host of its own.</summary>
public sealed class StreamServiceHost : IAsyncDisposable
{
    public const string ServiceKey = "test-service-key";

    /// <summary>Not where the service listens: no address in an answer may come from there.</summary>
    public const string PublicOrigin = "https://live.example";

    private readonly WebApplicationFactory<StreamDbContext> _factory;

    private StreamServiceHost(WebApplicationFactory<StreamDbContext> factory, TestIssuer issuer, string messaging, string database)
    {
        _factory = factory;
        Issuer = issuer;
        Messaging = messaging;
        Database = database;
    }

    public TestIssuer Issuer { get; }

    /// <summary>The broker's address.</summary>
    public string Messaging { get; }

    public string Database { get; }

    public static async Task<StreamServiceHost> StartAsync(string? messaging = null, string? database = null, params (string Key, string Value)[] settings)
    {
        messaging ??= await (await TestServers.MessagingAsync()).CreateVirtualHostAsync();
        var isNew = database is null;
        database ??= await (await TestServers.PostgresAsync()).CreateDatabaseAsync();
        var issuer = await TestIssuer.StartAsync();
        var factory = new WebApplicationFactory<StreamDbContext>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Development");
            web.UseUrls("http://127.0.0.1:0");
            web.UseSetting("ConnectionStrings:streams", database);
            web.UseSetting("ConnectionStrings:messaging", messaging);
            web.UseSetting("services:gateway:http:0", issuer.Address);
            // Nobody answers there.
            web.UseSetting("services:chat-service:http:0", "http://127.0.0.1:9");
            web.UseSetting("services:signaling-service:http:0", "http://127.0.0.1:9");
            web.UseSetting("Internal:ServiceKey", ServiceKey);
            web.UseSetting("PublicOrigin", PublicOrigin);
            web.UseSetting("StreamKeys:Secret", "0123456789abcdef0123456789abcdef");
            // Where no other service runs, what finds no queue is to be seen.
            web.UseSetting("Messaging:DeclareQueues", "false");
            web.UseSetting("Logging:LogLevel:Default", "Error");
            foreach (var (key, value) in settings)
            {
                web.UseSetting(key, value);
            }
        });
        factory.UseKestrel();
        var host = new StreamServiceHost(factory, issuer, messaging, database);
        if (isNew)
        {
            await Migrations.ApplyAsync(database);
        }

        factory.StartServer();
        return host;
    }

    /// <summary>A client without an account.</summary>
    public HttpClient Anonymous() => _factory.CreateDefaultClient(_factory.ClientOptions.BaseAddress, new DocumentedAnswers());

    /// <summary>A client with an account of the given roles.</summary>
    public HttpClient SignedIn(Guid userId, params string[] roles)
    {
        var client = _factory.CreateDefaultClient(_factory.ClientOptions.BaseAddress, new DocumentedAnswers());
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", Issuer.CreateToken(userId, $"user-{userId:N}"[..12], roles));
        return client;
    }

    /// <summary>A client with a new creator's account.</summary>
    public HttpClient Creator() => SignedIn(Guid.CreateVersion7(), "viewer", "creator");

    /// <summary>A client that calls as another service.</summary>
    public HttpClient Service()
    {
        var client = _factory.CreateDefaultClient(_factory.ClientOptions.BaseAddress, new DocumentedAnswers());
        client.DefaultRequestHeaders.Add("X-Clockit-Service-Key", ServiceKey);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
