using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.StreamService.Client;
using Clockit.Testing;
using Microsoft.Extensions.Configuration;

namespace Clockit.ChatService.Tests.Support;

/// <summary>
/// A token issuer, a stream directory, and nodes of the service over Redis keys and a RabbitMQ virtual host that nobody
/// else uses.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private static readonly SemaphoreSlim CreatingHost = new(1);
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly Dictionary<string, string> _settings;
    private readonly TestIssuer _issuer;
    private readonly StreamDirectoryHost _streams;
    private EventPublisher? _publisher;

    private World(TestIssuer issuer, StreamDirectoryHost streams, Dictionary<string, string> settings) =>
        (_issuer, _streams, _settings) = (issuer, streams, settings);

    /// <summary>The node that a test with one node uses.</summary>
    public ChatServer Server { get; private set; } = null!;

    /// <summary>What a node is configured with.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings;

    /// <summary>The gateway's stand-in.</summary>
    public TestIssuer Issuer => _issuer;

    public string Messaging => _settings["ConnectionStrings:messaging"];

    public string Redis => _settings["ConnectionStrings:redis"];

    public string KeyPrefix => _settings["Chat:KeyPrefix"];

    /// <param name="redis">A Redis of the test's own.</param>
    /// <param name="settings">Configuration that differs from the defaults.</param>
    public static async Task<World> StartAsync(TestRedis? redis = null, params (string Key, string Value)[] settings)
    {
        var world = await CreateAsync(redis, settings);
        world.Server = await world.StartServerAsync();
        return world;
    }

    /// <summary>Without a node yet.</summary>
    public static async Task<World> CreateAsync(TestRedis? redis = null, params (string Key, string Value)[] settings)
    {
        var issuer = await TestIssuer.StartAsync();
        var streams = await StreamDirectoryHost.StartAsync();
        var world = new World(issuer, streams, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:redis"] = await (redis ?? await TestServers.RedisAsync()).ConnectionStringAsync(),
            ["ConnectionStrings:messaging"] = await CreateVirtualHostAsync(),
            ["services:gateway:http:0"] = issuer.Address,
            ["services:stream-service:http:0"] = streams.Address,
            ["Internal:ServiceKey"] = StreamDirectoryHost.ServiceKey,
            ["Chat:KeyPrefix"] = TestRedis.CreateKeyPrefix() + "chat",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        foreach (var (key, value) in settings)
        {
            world._settings[key] = value;
        }

        return world;
    }

    private static async Task<string> CreateVirtualHostAsync()
    {
        var messaging = await TestServers.MessagingAsync();
        await CreatingHost.WaitAsync();
        try
        {
            return await messaging.CreateVirtualHostAsync();
        }
        finally
        {
            CreatingHost.Release();
        }
    }

    /// <summary>One more node.</summary>
    public async Task<ChatServer> StartServerAsync()
    {
        var server = await ChatServer.StartAsync(_settings);
        _owned.Add(server);
        return server;
    }

    public Person Anonymous(ChatServer? at = null) => Own(new Person((at ?? Server).Address, Guid.Empty, "", token: null));

    public Person Person(string username = "ann", string[]? roles = null, ChatServer? at = null, Guid? id = null)
    {
        var account = id ?? Guid.CreateVersion7();
        return Own(new Person((at ?? Server).Address, account, username, Token(account, username, roles)));
    }

    public string Token(Guid account, string username, string[]? roles = null) => _issuer.CreateToken(account, username, roles);

    /// <summary>Puts a stream into the directory.</summary>
    public StreamSummary Stream(
        Person? host = null, string status = StreamStatuses.Live, string visibility = StreamVisibilities.Public, bool chatEnabled = true, DateTimeOffset? startedAt = null,
        DateTimeOffset? createdAt = null)
    {
        var stream = new StreamSummary(
            Guid.CreateVersion7(createdAt ?? TimeProvider.System.GetUtcNow()),
            "A stream",
            new StreamHost(host?.Id ?? Guid.CreateVersion7(), "host", "The Host", AvatarUrl: null),
            status,
            visibility,
            chatEnabled,
            RecordEnabled: false,
            status is StreamStatuses.Upcoming ? null : startedAt ?? TimeProvider.System.GetUtcNow(),
            EndedAt: null);
        _streams.Put(stream);
        return stream;
    }

    public Guid Live(Person? host = null) => Stream(host).StreamId;

    public void Put(StreamSummary stream) => _streams.Put(stream);

    /// <summary>How often the service asked for a stream.</summary>
    public int LookUps(Guid streamId) => _streams.LookUps(streamId);

    public Task PublishStartedAsync(StreamSummary stream) => PublishAsync(new LiveStarted
    {
        EventId = Guid.CreateVersion7(),
        StreamId = stream.StreamId,
        Sequence = 1,
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Title = stream.Title,
        Host = stream.Host,
        Visibility = stream.Visibility,
        StartedAt = TimeProvider.System.GetUtcNow(),
        ChatEnabled = stream.ChatEnabled,
        RecordEnabled = stream.RecordEnabled,
    });

    public Task PublishEndedAsync(StreamSummary stream) => PublishAsync(new LiveEnded
    {
        EventId = Guid.CreateVersion7(),
        StreamId = stream.StreamId,
        Sequence = 2,
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Title = stream.Title,
        Host = stream.Host,
        Visibility = stream.Visibility,
        StartedAt = stream.StartedAt ?? TimeProvider.System.GetUtcNow(),
        EndedAt = TimeProvider.System.GetUtcNow(),
        Duration = 1,
        Reason = EndReasons.EndedByHost,
    });

    public Task PublishVisibilityAsync(StreamSummary stream) => PublishAsync(new LiveVisibilityChanged
    {
        EventId = Guid.CreateVersion7(),
        StreamId = stream.StreamId,
        Sequence = 2,
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Visibility = stream.Visibility,
    });

    public Task PublishDeletedAsync(StreamSummary stream) => PublishAsync(new LiveDeleted
    {
        EventId = Guid.CreateVersion7(),
        StreamId = stream.StreamId,
        Sequence = 3,
        OccurredAt = TimeProvider.System.GetUtcNow(),
        Visibility = stream.Visibility,
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            await owned.DisposeAsync();
        }

        if (_publisher is not null)
        {
            await _publisher.DisposeAsync();
        }

        await _streams.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    private Task PublishAsync(IStreamEvent @event)
    {
        _publisher ??= new EventPublisher(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:messaging", Messaging)])
            .Build());
        return _publisher.PublishAsync(EventMessage.For(@event), mandatory: true, CancellationToken.None);
    }

    private Person Own(Person person)
    {
        _owned.Add(new Disposal(person));
        return person;
    }

    private sealed class Disposal(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
