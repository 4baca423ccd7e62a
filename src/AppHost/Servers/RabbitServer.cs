using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Clockit.AppHost.Servers;

/// <summary>A private RabbitMQ on loopback, its user's password made at first start.</summary>
public sealed class RabbitServerResource(string name, string command, LocalData data)
    : ExecutableResource(name, command, "/"), IResourceWithConnectionString
{
    internal const string User = "clockit";

    public EndpointReference Endpoint => new(this, "amqp");

    /// <summary>Where Erlang's own tools reach the node.</summary>
    public EndpointReference Distribution => new(this, "dist");

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"amqp://{User}:{Password}@127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}/");

    /// <summary>What Erlang's own tools need to talk to the node.</summary>
    public string Cookie => data.Secret(Name + "-cookie");

    internal string Password => data.Secret(Name);
}

/// <summary>Adds RabbitMQ as a process of this machine.</summary>
public static class RabbitServerExtensions
{
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and its folder's below <paramref name="data"/>.</param>
    /// <param name="data">Where its files, password and ports are kept.</param>
    public static IResourceBuilder<RabbitServerResource> AddNativeRabbitMQ(this IDistributedApplicationBuilder builder, string name, LocalData data)
    {
        var runAs = new RunAs("/bin/sh", data.Folder(name), "rabbitmq");
        var server = new RabbitServerResource(name, runAs.Command, data);
        var (port, distribution, epmd) = (data.Port(name), data.Port(name + "-dist"), data.Port(name + "-epmd"));
        var folder = data.Folder(name);
        // Here and not where they are named: whatever is made after the folder was given to the server's user is root's.
        var (mnesia, log) = (data.Folder(name, "mnesia"), data.Folder(name, "log"));
        builder.Services.AddHealthChecks().AddAsyncCheck(name, token => AnswersAsync(server, token));
        return builder.AddResource(server)
            .WithEndpoint(port, port, "amqp", "amqp", isProxied: false)
            .WithEndpoint(distribution, distribution, "tcp", "dist", isProxied: false)
            .WithEndpoint(epmd, epmd, "tcp", "epmd", isProxied: false)
            .WithHealthCheck(name)
            .WithConnectionStringCommand()
            .WithUrlForEndpoint("amqp", url => url.DisplayText = "RabbitMQ")
            .WithUrlForEndpoint("dist", url => url.DisplayText = "Erlang distribution")
            .WithUrlForEndpoint("epmd", url => url.DisplayText = "Erlang port mapper")
            .WithArgs(context => context.AddRange(runAs.Arguments("-c", StartScript)))
            .WithEnvironment(context =>
            {
                var environment = context.EnvironmentVariables;
                environment["HOME"] = folder;
                environment["ERL_EPMD_PORT"] = $"{epmd}";
                environment["ERL_EPMD_ADDRESS"] = "127.0.0.1";
                environment["RABBITMQ_NODENAME"] = "rabbit@localhost";
                environment["RABBITMQ_NODE_PORT"] = $"{port}";
                environment["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1";
                environment["RABBITMQ_DIST_PORT"] = $"{distribution}";
                environment["RABBITMQ_MNESIA_BASE"] = mnesia;
                environment["RABBITMQ_LOG_BASE"] = log;
                environment["RABBITMQ_LOGS"] = "-";
                environment["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq");
                environment["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "none.conf");
                environment["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins");
                // No busy waiting: the machine is shared with everything else. Distribution stays on loopback too.
                environment["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
                    "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}";
            })
            .OnBeforeResourceStarted(async (_, _, token) =>
            {
                var cookie = Path.Combine(folder, ".erlang.cookie");
                if (!File.Exists(cookie))
                {
                    LocalData.WritePrivate(cookie, server.Cookie);
                    // Erlang refuses a cookie that its owner may write, too, only when others may read it; 400 is its own choice.
                    File.SetUnixFileMode(cookie, UnixFileMode.UserRead);
                }

                File.WriteAllText(Path.Combine(folder, "enabled_plugins"), "[].\n");
                LocalData.WritePrivate(Path.Combine(folder, "rabbitmq.conf"), $"""
                    listeners.tcp.default = 127.0.0.1:{port}
                    default_user = {RabbitServerResource.User}
                    default_pass = {server.Password}
                    vm_memory_high_watermark.absolute = 1GB
                    disk_free_limit.absolute = 100MB
                    log.console.level = warning

                    """);
                await runAs.PrepareAsync(token);
            });
    }

    /// <summary>
    /// Erlang's port mapper belongs to this server alone, and dies with it by the kernel's hand. <c>detached</c> makes
    /// the server's script become the node instead of a parent that waits for it, so signals reach the node.
    /// </summary>
    private const string StartScript = """
        setpriv --pdeathsig KILL epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
        detached=true exec /usr/lib/rabbitmq/bin/rabbitmq-server
        """;

    private static async Task<HealthCheckResult> AnswersAsync(RabbitServerResource server, CancellationToken cancellationToken)
    {
        var address = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
        var factory = new ConnectionFactory { Uri = new Uri(address!), AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(5) };
        await using var connection = await factory.CreateConnectionAsync("health", cancellationToken);
        await connection.CloseAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
