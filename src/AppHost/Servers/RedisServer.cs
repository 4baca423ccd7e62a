using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.AppHost.Servers;

/// <summary>A private Redis on loopback, its password made at first start.</summary>
public sealed class RedisServerResource(string name, string command, LocalData data)
    : ExecutableResource(name, command, "/"), IResourceWithConnectionString
{
    public EndpointReference Endpoint => new(this, "tcp");

    /// <summary>In the form that StackExchange.Redis reads.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"127.0.0.1:{Endpoint.Property(EndpointProperty.Port)},password={Password}");

    internal string Password => data.Secret(Name);
}

/// <summary>Adds Redis as a process of this machine.</summary>
public static class RedisServerExtensions
{
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and its folder's below <paramref name="data"/>.</param>
    /// <param name="data">Where its files, password and port are kept.</param>
    /// <param name="durable">
    /// Every write is on the disk before it is answered: chat acknowledges only what is stored. False for tests: the
    /// system writes when it likes, so a power cut may lose what a crash of the process does not.
    /// </param>
    public static IResourceBuilder<RedisServerResource> AddNativeRedis(
        this IDistributedApplicationBuilder builder, string name, LocalData data, bool durable = true)
    {
        var runAs = new RunAs("/usr/bin/redis-server", data.Folder(name), "redis");
        var server = new RedisServerResource(name, runAs.Command, data);
        var port = data.Port(name);
        var configuration = Path.Combine(data.Folder(name), "redis.conf");
        builder.Services.AddHealthChecks().AddAsyncCheck(name, token => AnswersAsync(server, port, token));
        return builder.AddResource(server)
            .WithEndpoint(port, port, "tcp", "tcp", isProxied: false)
            .WithHealthCheck(name)
            .WithConnectionStringCommand()
            .WithUrlForEndpoint("tcp", url => url.DisplayText = "Redis")
            .WithArgs(context => context.AddRange(runAs.Arguments(configuration)))
            .OnBeforeResourceStarted(async (_, _, token) =>
            {
                LocalData.WritePrivate(configuration, $"""
                    bind 127.0.0.1
                    port {port}
                    requirepass {server.Password}
                    dir "{data.Folder(name)}"
                    appendonly yes
                    appendfsync {(durable ? "always" : "no")}
                    save ""
                    maxmemory 1gb
                    maxmemory-policy noeviction

                    """);
                await runAs.PrepareAsync(token);
            });
    }

    private static async Task<HealthCheckResult> AnswersAsync(RedisServerResource server, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, limit.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {server.Password}\r\nPING\r\nQUIT\r\n"), limit.Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        // While it still loads its file, Redis answers PING with -LOADING.
        var answers = await reader.ReadToEndAsync(limit.Token);
        return answers.StartsWith("+OK\r\n+PONG\r\n", StringComparison.Ordinal) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(answers);
    }
}
