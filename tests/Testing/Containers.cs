using System.Net.Http.Headers;
using System.Text;
using DotNet.Testcontainers.Builders;
using Npgsql;
using RabbitMQ.Client;
using StackExchange.Redis;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;
using Testcontainers.Redis;

namespace Clockit.Testing;

/// <summary>The test servers as containers.</summary>
internal static class Containers
{
    // scripts/engine.sh gives an engine of its own images of these names.
    private const string PostgresImage = "postgres:15";
    private const string RedisImage = "redis:7.0";
    private const string RabbitImage = "rabbitmq:3.10-management";

    public static async Task<IServerHost> StartPostgresAsync()
    {
        var container = ContainerServer.Publish(new PostgreSqlBuilder(PostgresImage), PostgreSqlBuilder.PostgreSqlPort)
            // The module switches synchronous commits off, which a crash of the process would lose.
            .WithCommand("-c", "max_connections=500", "-c", "jit=off", "-c", "synchronous_commit=on")
            .Build();
        return await StartAsync(new ContainerServer(container, container.GetConnectionString, async address =>
        {
            await using var connection = new NpgsqlConnection(address + ";Pooling=false;Timeout=5");
            await connection.OpenAsync();
        }));
    }

    public static async Task<IServerHost> StartRedisAsync(bool durable)
    {
        var container = ContainerServer.Publish(new RedisBuilder(RedisImage), RedisBuilder.RedisPort)
            .WithCommand("redis-server", "--appendonly", "yes", "--appendfsync", durable ? "always" : "no", "--save", "", "--maxmemory", "1gb", "--maxmemory-policy", "noeviction")
            .Build();
        return await StartAsync(new ContainerServer(container, container.GetConnectionString, async address =>
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(address);
            await connection.GetDatabase().PingAsync();
        }));
    }

    public static async Task<IMessagingHost> StartMessagingAsync()
    {
        var builder = ContainerServer.Publish(new RabbitMqBuilder(RabbitImage), RabbitMqBuilder.RabbitMqPort);
        var container = ContainerServer.Publish(builder, Messaging.ManagementPort)
            // The messages of an earlier start are in the log, too: its own greeting is what tells.
            .WithWaitStrategy(Wait.ForUnixContainer())
            .Build();
        return await StartAsync(new Messaging(container));
    }

    private static async Task<T> StartAsync<T>(T server)
        where T : ContainerServer
    {
        try
        {
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private sealed class Messaging(RabbitMqContainer container)
        : ContainerServer(container, container.GetConnectionString, GreetAsync), IMessagingHost
    {
        public const ushort ManagementPort = 15672;

        // rabbitmqctl boots a virtual machine for each call, which takes seconds.
        public async Task CreateVirtualHostAsync(string name)
        {
            var server = new Uri(await ConnectionStringAsync());
            using var client = new HttpClient { BaseAddress = new UriBuilder("http", server.Host, Container.GetMappedPublicPort(ManagementPort)).Uri };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(server.UserInfo))));
            using var answer = await client.PutAsync(new Uri($"api/vhosts/{name}", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"));
            answer.EnsureSuccessStatusCode();
        }

        private static async Task GreetAsync(string address)
        {
            await using var connection = await new ConnectionFactory { Uri = new Uri(address), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
            await connection.CloseAsync();
        }
    }
}
