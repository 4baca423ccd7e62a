using Clockit.AppHost.Servers;

namespace Clockit.Testing;

/// <summary>
/// Real servers of this test process: started at first use, shared by all its tests, on ports and in a folder of
/// their own, and gone when the process is (DCP watches it, so even kill -9 leaves nothing; containers go with the engine or
/// with Testcontainers' own reaper).
/// </summary>
/// <remarks>
/// <para>
/// They are Debian's programs, or containers: where <c>CLOCKIT_TEST_SERVERS</c> is <c>containers</c>, and where there
/// is a container engine without those programs. Janus is always Debian's.
/// </para>
/// <para>
/// Tests share a server, never data: each takes its own database, virtual host or key prefix. A test that kills or
/// pauses a server disturbs every other test of its assembly that uses it, so it starts one of its own with
/// <see cref="StartPostgresAsync"/> and the like.
/// </para>
/// </remarks>
public static class TestServers
{
    private static readonly bool InContainers = ChooseContainers();
    private static readonly Lazy<Task<TestPostgres>> SharedPostgres = new(StartPostgresAsync);
    private static readonly Lazy<Task<TestRedis>> SharedRedis = new(() => StartRedisAsync());
    private static readonly Lazy<Task<TestMessaging>> SharedMessaging = new(StartMessagingAsync);
    private static readonly Lazy<Task<TestJanus>> SharedJanus = new(StartJanusAsync);

    /// <summary>The assembly's PostgreSQL.</summary>
    public static Task<TestPostgres> PostgresAsync() => SharedPostgres.Value;

    /// <summary>The assembly's Redis.</summary>
    public static Task<TestRedis> RedisAsync() => SharedRedis.Value;

    /// <summary>The assembly's RabbitMQ.</summary>
    public static Task<TestMessaging> MessagingAsync() => SharedMessaging.Value;

    /// <summary>The assembly's Janus.</summary>
    public static Task<TestJanus> JanusAsync() => SharedJanus.Value;

    /// <summary>A PostgreSQL of one test's own; dispose it.</summary>
    public static async Task<TestPostgres> StartPostgresAsync() => new(
        InContainers
            ? await Containers.StartPostgresAsync()
            : await NativeServer.StartAsync((builder, data) => builder.AddNativePostgres("postgres", data, durable: false).Resource));

    /// <summary>A Redis of one test's own; dispose it.</summary>
    /// <param name="durable">Whether it stores as an installation's own does; slower.</param>
    public static async Task<TestRedis> StartRedisAsync(bool durable = false) => new(
        InContainers
            ? await Containers.StartRedisAsync(durable)
            : await NativeServer.StartAsync((builder, data) => builder.AddNativeRedis("redis", data, durable).Resource));

    /// <summary>A RabbitMQ of one test's own; dispose it. Takes some seconds.</summary>
    public static async Task<TestMessaging> StartMessagingAsync() =>
        new(InContainers ? await Containers.StartMessagingAsync() : await NativeMessaging.StartNewAsync());

    /// <summary>A Janus of one test's own; dispose it.</summary>
    public static async Task<TestJanus> StartJanusAsync() =>
        new(await NativeServer.StartAsync((builder, data) => builder.AddNativeJanus("janus", data).Resource));

    private static bool ChooseContainers() => Environment.GetEnvironmentVariable("CLOCKIT_TEST_SERVERS") switch
    {
        "containers" => true,
        "native" => false,
        null or "" => !HasNativeServers && HasEngine,
        var other => throw new InvalidOperationException($"CLOCKIT_TEST_SERVERS must be 'native' or 'containers', not '{other}'."),
    };

    private static bool HasNativeServers =>
        File.Exists("/usr/bin/redis-server") && File.Exists("/usr/lib/rabbitmq/bin/rabbitmq-server") && Directory.Exists("/usr/lib/postgresql");

    private static bool HasEngine => Environment.GetEnvironmentVariable("DOCKER_HOST") is not null || File.Exists("/var/run/docker.sock");
}
