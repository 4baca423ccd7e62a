using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clockit.Testing;

namespace Clockit.Gateway.Tests.Edge;

/// <summary>A real reverse proxy in front of a gateway, under the name <c>live.example</c>, with a certificate of its own.</summary>
public sealed class FrontProxy : IAsyncDisposable
{
    public const string Host = "live.example";
    private readonly Process _process;
    private readonly string _folder;
    private readonly int _port;

    private FrontProxy(Process process, string folder, int port) => (_process, _folder, _port) = (process, folder, port);

    /// <param name="kind"><c>nginx</c> or <c>caddy</c>.</param>
    /// <param name="scheme"><c>http</c> or <c>https</c>.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="gateway">What it forwards to.</param>
    public static async Task<FrontProxy> StartAsync(string kind, string scheme, int port, Uri gateway)
    {
        var folder = Directory.CreateTempSubdirectory("clockit-proxy-").FullName;
        await WriteCertificateAsync(folder);
        var start = kind == "nginx" ? await NginxAsync(folder, scheme, port, gateway) : await CaddyAsync(folder, scheme, port, gateway);
        start.UseShellExecute = false;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        start.Environment["HOME"] = folder;
        var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var proxy = new FrontProxy(process, folder, port);
        await Eventually.TrueAsync(async () =>
        {
            Assert.False(process.HasExited, $"{kind} ended with {(process.HasExited ? process.ExitCode : 0)}.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return proxy;
    }

    /// <summary>A connection to the proxy from an address of loopback, whatever name was asked for.</summary>
    public async ValueTask<Stream> ConnectAsync(IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A browser behind it, which knows the name and trusts the certificate.</summary>
    public SocketsHttpHandler Handler(IPAddress from) => new()
    {
        ConnectCallback = (_, cancellationToken) => ConnectAsync(from, cancellationToken),
        SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        AllowAutoRedirect = false,
        UseProxy = false,
    };

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WriteCertificateAsync(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>As <c>docs/operate/edge.md</c> shows it.</summary>
    private static async Task<ProcessStartInfo> NginxAsync(string folder, string scheme, int port, Uri gateway)
    {
        var tls = scheme == "https" ? $"ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;" : "";
        var configuration = $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
              server {
                listen 127.0.0.1:{{port}} {{(scheme == "https" ? "ssl" : "")}};
                server_name {{Host}};
                {{tls}}
                location / {
                  proxy_pass {{gateway.GetLeftPart(UriPartial.Authority)}};
                  proxy_http_version 1.1;
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_set_header X-Forwarded-Proto $scheme;
                  proxy_set_header Upgrade $http_upgrade;
                  proxy_set_header Connection $connection_upgrade;
                }
              }
            }
            """;
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, configuration);
        return new ProcessStartInfo("/usr/sbin/nginx", ["-c", file, "-e", Path.Combine(folder, "error.log")]);
    }

    private static async Task<ProcessStartInfo> CaddyAsync(string folder, string scheme, int port, Uri gateway)
    {
        var configuration = $$"""
            {
              admin off
              auto_https off
              storage file_system {{folder}}/storage
            }
            {{scheme}}://{{Host}}:{{port}} {
              bind 127.0.0.1
              {{(scheme == "https" ? $"tls {folder}/cert.pem {folder}/key.pem" : "")}}
              reverse_proxy {{gateway.Host}}:{{gateway.Port}}
            }
            """;
        var file = Path.Combine(folder, "Caddyfile");
        await File.WriteAllTextAsync(file, configuration);
        return new ProcessStartInfo("/usr/bin/caddy", ["run", "--config", file, "--adapter", "caddyfile"]);
    }
}
