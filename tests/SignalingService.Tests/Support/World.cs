using System.Text.Json;
using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.StreamService.Client;
using Clockit.Testing;
using Microsoft.Extensions.Configuration;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>
/// A token issuer, a stream directory, and nodes of the service over a Redis key prefix (and where asked for a virtual
/// host on RabbitMQ) that nobody else uses.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly Dictionary<string, string> _settings;

    private World(TestIssuer issuer, StreamDirectoryHost streams, Dictionary<string, string> settings)
    {
        (Issuer, Streams, _settings) = (issuer, streams, settings);
        _owned.AddRange([issuer, streams]);
    }

    public TestIssuer Issuer { get; }

    public StreamDirectoryHost Streams { get; }

    public IReadOnlyDictionary<string, string> Settings => _settings;

    /// <param name="ownBus">Whether events are published, which other tests' nodes would take too.</param>
    /// <param name="redis">A Redis of the test's own.</param>
    /// <param name="settings">Configuration that differs from the defaults.</param>
    public static async Task<World> CreateAsync(bool ownBus = false, string? redis = null, params (string Key, string Value)[] settings)
    {
        var messaging = await TestServers.MessagingAsync();
        var issuer = await TestIssuer.StartAsync();
        var streams = await StreamDirectoryHost.StartAsync();
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:redis"] = redis ?? await (await TestServers.RedisAsync()).ConnectionStringAsync(),
            ["ConnectionStrings:messaging"] = ownBus ? await messaging.CreateVirtualHostAsync() : await messaging.ConnectionStringAsync(),
            ["services:gateway:http:0"] = issuer.Address,
            ["services:stream-service:http:0"] = streams.Address,
            ["Internal:ServiceKey"] = StreamDirectoryHost.ServiceKey,
            ["Redis:KeyPrefix"] = TestRedis.CreateKeyPrefix(),
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new World(issuer, streams, all);
    }

    /// <summary>A world with the assembly's Janus.</summary>
    public static async Task<World> CreateWithMediaAsync(bool ownBus = false, params (string Key, string Value)[] settings) =>
        await CreateAsync(ownBus, redis: null, [("ConnectionStrings:janus", await (await TestServers.JanusAsync()).ConnectionStringAsync()), .. settings]);

    /// <summary>A publisher's client: it sends the stream's key.</summary>
    public static HttpClient CreatePublisher(Uri node, StreamSummary stream) => CreateHttpClient(node, StreamDirectoryHost.KeyOf(stream));

    public async Task<SignalingNode> StartNodeAsync()
    {
        var node = await SignalingNode.StartAsync(_settings);
        _owned.Add(node);
        return node;
    }

    public string TokenOf(Guid userId, params string[] roles) =>
        Issuer.CreateToken(userId, $"user-{userId.ToString()[^6..]}", roles.Length == 0 ? null : roles);

    /// <summary>A client of a node's hub, signed in when a user is named.</summary>
    public async Task<HubClient> ConnectAsync(SignalingNode node, Guid? userId = null, params string[] roles)
    {
        var client = await HubClient.ConnectAsync(node.Hub, userId is { } id ? TokenOf(id, roles) : null);
        _owned.Add(client);
        return client;
    }

    /// <summary>An HTTP client of a node's API, signed in when a user is named.</summary>
    public HttpClient CreateHttpClient(SignalingNode node, Guid? userId = null) =>
        CreateHttpClient(node.Address, userId is { } id ? TokenOf(id) : null);

    private static HttpClient CreateHttpClient(Uri node, string? bearer)
    {
        var client = new HttpClient(new DocumentedAnswers { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = node };
        if (bearer is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", bearer);
        }

        return client;
    }

    /// <summary>Publishes an event as StreamService does.</summary>
    public async Task PublishAsync(IStreamEvent @event)
    {
        await using var publisher = new EventPublisher(
            new ConfigurationBuilder().AddInMemoryCollection(_settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        await publisher.PublishAsync(EventMessage.For(@event), mandatory: true, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // In reverse: clients before nodes, nodes before what they stand on.
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            await _owned[i].DisposeAsync();
        }
    }
}

/// <summary>What tests say often.</summary>
public static class HubClientExtensions
{
    public static Task<JsonElement> JoinAsync(this HubClient client, StreamSummary stream, string? deviceId = null) =>
        client.InvokeAsync("join_live", new { streamId = stream.StreamId, deviceId });

    public static Task LeaveAsync(this HubClient client, StreamSummary stream) => client.InvokeAsync("leave_live", new { streamId = stream.StreamId });

    public static Task<JsonElement> StartAsync(this HubClient client, StreamSummary stream) => client.InvokeAsync("start_live", new { streamId = stream.StreamId });

    public static int ViewerCount(this JsonElement payload) => payload.GetProperty("viewerCount").GetInt32();

    public static string ViewerId(this JsonElement payload) => payload.GetProperty("viewerId").GetString()!;

    /// <summary>Waits for a <c>viewer_count</c> of the stream with this number.</summary>
    public static Task<JsonElement> SeeCountAsync(this HubClient client, StreamSummary stream, int viewerCount, TimeSpan? within = null) =>
        client.ReceiveAsync("viewer_count", count => IsOf(count, stream) && count.ViewerCount() == viewerCount, within ?? TimeSpan.FromSeconds(5));

    public static bool IsOf(this JsonElement payload, StreamSummary stream) => payload.GetProperty("streamId").GetGuid() == stream.StreamId;

    /// <summary>The code with which the call is refused.</summary>
    public static async Task<string> RefusalAsync(this Task call)
    {
        var refused = await Assert.ThrowsAsync<HubInvocationException>(() => call);
        // The message itself starts with the code, as clients are promised.
        Assert.StartsWith(refused.Code + ": ", refused.Message, StringComparison.Ordinal);
        return refused.Code;
    }
}
