using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.AppHost.Servers;

/// <summary>A private coturn: relays media for browsers that cannot reach each other.</summary>
public sealed class TurnServerResource(string name, string command, LocalData data)
    : ExecutableResource(name, command, "/"), IResourceWithConnectionString
{
    public EndpointReference Endpoint => new(this, "turn");

    public ReferenceExpression Url => ReferenceExpression.Create($"turn:127.0.0.1:{Endpoint.Property(EndpointProperty.Port)}?transport=udp");

    /// <summary>Makes credentials that expire (coturn's use-auth-secret).</summary>
    public string Secret => data.Secret(Name);

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"Url={Url};Secret={Secret}");
}

/// <summary>Adds coturn as a process of this machine.</summary>
public static class TurnServerExtensions
{
    internal const string Program = "/usr/bin/turnserver";

    /// <summary>
    /// Relays that one credential may hold at once; two connections of a browser take four. The user name of a
    /// credential is random, so what one caller takes, others keep: together they have only the ports' limit.
    /// </summary>
    private const int AllocationsPerCredential = 8;

    /// <summary>Whether the program is there: mesh and SFU work on one network without it.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and its folder's below <paramref name="data"/>.</param>
    /// <param name="data">Where its files, secret and port are kept.</param>
    public static IResourceBuilder<TurnServerResource> AddNativeTurn(this IDistributedApplicationBuilder builder, string name, LocalData data)
    {
        var runAs = new RunAs(Program, data.Folder(name), "turnserver");
        var server = new TurnServerResource(name, runAs.Command, data);
        var port = data.Port(name);
        var folder = data.Folder(name);
        var configuration = Path.Combine(folder, "turnserver.conf");
        builder.Services.AddHealthChecks().AddAsyncCheck(name, token => AnswersAsync(port, token));
        return builder.AddResource(server)
            .WithEndpoint(port, port, "turn", "turn", isProxied: false)
            .WithHealthCheck(name)
            .WithConnectionStringCommand()
            .WithUrlForEndpoint("turn", url => url.DisplayText = "TURN")
            .WithArgs(context => context.AddRange(runAs.Arguments("-c", configuration)))
            .OnBeforeResourceStarted(async (_, _, token) =>
            {
                var denied = string.Join('\n', DeniedPeers.All().Select(range => $"denied-peer-ip={range}"));
                LocalData.WritePrivate(configuration, $"""
                    listening-ip=127.0.0.1
                    relay-ip=127.0.0.1
                    listening-port={port}
                    realm=clockit
                    use-auth-secret
                    static-auth-secret={server.Secret}
                    fingerprint
                    no-cli
                    no-tls
                    no-dtls
                    no-multicast-peers
                    {denied}
                    userdb={folder}/turn.db
                    pidfile={folder}/turnserver.pid
                    log-file=stdout
                    simple-log
                    max-allocate-lifetime=600
                    user-quota={AllocationsPerCredential}
                    total-quota=0

                    """);
                await runAs.PrepareAsync(token);
            });
    }

    /// <summary>A STUN Binding request (RFC 8489, section 5), and whether its success response comes back.</summary>
    private static async Task<HealthCheckResult> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        byte[] request = [0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xA4, 0x42, .. RandomNumberGenerator.GetBytes(12)];
        using var client = new UdpClient();
        client.Connect("127.0.0.1", port);
        await client.SendAsync(request, limit.Token);
        var response = (await client.ReceiveAsync(limit.Token)).Buffer;
        return response is [0x01, 0x01, ..] && response.AsSpan(4, 16).SequenceEqual(request.AsSpan(4))
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The answer is not to our question.");
    }
}
