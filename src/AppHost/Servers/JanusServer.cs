using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.AppHost.Servers;

/// <summary>A private Janus, the media server: VideoRoom and Streaming over HTTP and WebSocket on loopback, each behind a secret of its own.</summary>
public sealed class JanusServerResource(string name, string command, LocalData data)
    : ExecutableResource(name, command, "/"), IResourceWithConnectionString
{
    public EndpointReference Http => new(this, "http");

    public EndpointReference WebSocket => new(this, "ws");

    public EndpointReference Admin => new(this, "admin");

    /// <summary><c>Endpoint=http://…/janus;WebSocket=ws://…;ApiSecret=…;AdminEndpoint=http://…/admin;AdminSecret=…;Recordings=FOLDER</c></summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Endpoint=http://127.0.0.1:{Http.Property(EndpointProperty.Port)}/janus;WebSocket=ws://127.0.0.1:{WebSocket.Property(EndpointProperty.Port)};ApiSecret={ApiSecret};AdminEndpoint=http://127.0.0.1:{Admin.Property(EndpointProperty.Port)}/admin;AdminSecret={AdminSecret};Recordings={Recordings}");

    internal string ApiSecret => data.Secret(Name + "-api");

    internal string AdminSecret => data.Secret(Name + "-admin");

    internal string Recordings => data.Folder(Name, "recordings");
}

/// <summary>Adds Janus as a process of this machine.</summary>
public static class JanusServerExtensions
{
    // Debian names the folder after the machine's architecture.
    private static readonly string Libraries =
        Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "janus")).FirstOrDefault(Directory.Exists) ?? "/usr/lib/janus";

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, and its folder's below <paramref name="data"/>.</param>
    /// <param name="data">Where its files, secrets and ports are kept.</param>
    /// <param name="mediaAddress">
    /// The address, or the interface, on which media comes and goes; the machine's main one when it is not said. Janus
    /// takes none of loopback: where a machine has no other, media stays on loopback.
    /// </param>
    public static IResourceBuilder<JanusServerResource> AddNativeJanus(
        this IDistributedApplicationBuilder builder, string name, LocalData data, string? mediaAddress = null)
    {
        // Debian's package brings no user.
        var runAs = new RunAs("/usr/bin/janus", data.Folder(name), "janus", "nobody");
        var server = new JanusServerResource(name, runAs.Command, data);
        var (http, webSocket, admin) = (data.Port(name), data.Port(name + "-ws"), data.Port(name + "-admin"));
        var configuration = data.Folder(name, "configuration");
        builder.Services.AddHealthChecks().AddAsyncCheck(name, token => AnswersAsync(server, token));
        return builder.AddResource(server)
            .WithEndpoint(http, http, "http", "http", isProxied: false)
            .WithEndpoint(webSocket, webSocket, "ws", "ws", isProxied: false)
            .WithEndpoint(admin, admin, "http", "admin", isProxied: false)
            .WithHealthCheck(name)
            .WithConnectionStringCommand()
            .WithUrlForEndpoint("http", url => url.DisplayText = "Janus")
            .WithUrlForEndpoint("ws", url => url.DisplayText = "Janus over WebSocket")
            .WithUrlForEndpoint("admin", url => url.DisplayText = "Janus admin")
            .WithArgs(context => context.AddRange(runAs.Arguments("--configs-folder", configuration)))
            .OnBeforeResourceStarted(async (_, _, token) =>
            {
                Write(configuration, "janus.jcfg", Core(server, configuration, mediaAddress ?? OwnAddresses.Primary()));
                Write(configuration, "janus.transport.http.jcfg", HttpTransport(http, admin));
                Write(configuration, "janus.transport.websockets.jcfg", WebSocketTransport(webSocket));
                Write(configuration, "janus.plugin.videoroom.jcfg", VideoRoom);
                Write(configuration, "janus.plugin.streaming.jcfg", Streaming);
                await runAs.PrepareAsync(token);
            });
    }

    private static void Write(string folder, string file, string content) => LocalData.WritePrivate(Path.Combine(folder, file), content);

    // Only the plugins and the transports in use are loaded: what is not there cannot be called.
    private static string Core(JanusServerResource server, string configuration, string? mediaAddress) => $$"""
        general: {
          configs_folder = "{{configuration}}"
          plugins_folder = "{{Libraries}}/plugins"
          transports_folder = "{{Libraries}}/transports"
          events_folder = "{{Libraries}}/events"
          loggers_folder = "{{Libraries}}/loggers"
          debug_level = 3
          debug_colors = false
          api_secret = "{{server.ApiSecret}}"
          admin_secret = "{{server.AdminSecret}}"
          # A session whose node is gone waits this long for another node, in seconds.
          reclaim_session_timeout = 60
          # A recording is NAME.mjr.part while it is written.
          recordings_tmp_ext = "part"
        }
        media: {
          rtp_port_range = "10000-19999"
        }
        nat: {
          # WHIP and WHEP have no way to tell of candidates later: a description waits until it has them all.
          full_trickle = false
          # Janus listens on the addresses of this list and tells peers of no other. Where none of them is there, as on a
          # machine without a network, its ICE library takes loopback.
          ice_enforce_list = "{{mediaAddress ?? "127.0.0.1"}}"
          # A peer that does not answer is lost. Nobody has this server look names up.
          ice_keepalive_conncheck = true
          ignore_mdns = true
        }
        plugins: {
          disable = "{{Others("plugins", "libjanus_videoroom.so", "libjanus_streaming.so")}}"
        }
        transports: {
          disable = "{{Others("transports", "libjanus_http.so", "libjanus_websockets.so")}}"
        }
        loggers: {
          disable = "{{Others("loggers")}}"
        }
        events: {
          broadcast = false
        }

        """;

    // Rooms have the streams' ids.
    private const string VideoRoom = """
        general: {
          string_ids = true
        }

        """;

    // Mountpoints have the streams' ids too. What feeds them comes from this process: their ports are on loopback.
    private const string Streaming = """
        general: {
          string_ids = true
          rtp_port_range = "20000-29999"
        }

        """;

    private static string HttpTransport(int port, int adminPort) => $$"""
        general: {
          json = "compact"
          base_path = "/janus"
          http = true
          port = {{port}}
          ip = "127.0.0.1"
          https = false
        }
        admin: {
          admin_base_path = "/admin"
          admin_http = true
          admin_port = {{adminPort}}
          admin_ip = "127.0.0.1"
          admin_https = false
        }

        """;

    private static string WebSocketTransport(int port) => $$"""
        general: {
          json = "compact"
          ws = true
          ws_port = {{port}}
          ws_ip = "127.0.0.1"
          wss = false
        }
        admin: {
          admin_ws = false
          admin_wss = false
        }

        """;

    private static string Others(string kind, params string[] wanted)
    {
        var folder = Path.Combine(Libraries, kind);
        return Directory.Exists(folder)
            ? string.Join(',', Directory.EnumerateFiles(folder, "*.so").Select(Path.GetFileName).Where(file => !wanted.Contains(file, StringComparer.Ordinal)))
            : string.Empty;
    }

    private static async Task<HealthCheckResult> AnswersAsync(JanusServerResource server, CancellationToken cancellationToken)
    {
        var info = await Client.GetStringAsync(new Uri($"http://127.0.0.1:{server.Http.Port}/janus/info"), cancellationToken);
        return info.Contains("janus.plugin.videoroom", StringComparison.Ordinal) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(info);
    }
}
