using System.Diagnostics;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// Starts DCP and waits until it answers. DCP watches this process: when it dies, however it dies, DCP ends
/// every process that it started and then itself.
/// </summary>
internal sealed partial class DcpHost(ResourceLogFiles logs, IHostApplicationLifetime lifetime, ILogger<DcpHost> logger) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private readonly string _session = Directory.CreateTempSubdirectory("clockit-dcp-").FullName;
    private Process? _process;
    private volatile bool _stopping;

    public DcpClient Client
    {
        get => field ?? throw new InvalidOperationException("DCP has not been started.");
        private set;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var kubeconfig = Path.Combine(_session, "kubeconfig");
        var certificate = DcpCertificate.Create(_session);
        // setsid: Ctrl-C in a terminal goes to the whole process group; DCP must hear of it from us, in order.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "exec setsid \"$@\" >>\"$0\" 2>&1 </dev/null", logs.PathOf("dcp"),
                AspireBundle.Locate().Dcp, "start-apiserver", "--monitor", $"{Environment.ProcessId}", "--monitor-interval", "1", "--kubeconfig", kubeconfig,
                "--tls-cert-file", certificate.CertificateFile, "--tls-key-file", certificate.KeyFile,
            },
            Environment = { ["DCP_SESSION_FOLDER"] = _session, ["TMPDIR"] = _session },
        };
        foreach (var own in new[] { "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT" })
        {
            // Meant for the AppHost; what DCP inherits, every resource inherits.
            start.Environment.Remove(own);
        }

        _process = Process.Start(start)!;
        _ = WatchAsync(_process);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (true)
        {
            if (Kubeconfig.TryRead(kubeconfig) is { } found)
            {
                Client = new DcpClient(found, certificate.Certificate);
                return;
            }

            if (_process.HasExited)
            {
                throw new InvalidOperationException($"DCP ended while starting; see {logs.PathOf("dcp")}.");
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async Task StopAsync()
    {
        if (_process is not { HasExited: false } process)
        {
            return;
        }

        _stopping = true;
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await Client.ShutDownAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            while (HasControllers())
            {
                await Task.Delay(50, limit.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            LogKilled(logger, e);
            process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process?.Dispose();
        if (Directory.Exists(_session))
        {
            Directory.Delete(_session, recursive: true);
        }
    }

    /// <summary>DCP's second process runs the controllers and outlives the first one by a moment.</summary>
    private bool HasControllers() => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(process)[0])
                && File.ReadAllText(Path.Combine(process, "cmdline")).Contains(_session, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return false;
        }
    });

    private async Task WatchAsync(Process process)
    {
        await process.WaitForExitAsync();
        if (!_stopping)
        {
            LogLost(logger, process.ExitCode);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Warning, Message = "DCP did not end when asked; it was killed with what it runs")]
    private static partial void LogKilled(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 11, Level = LogLevel.Critical, Message = "DCP ended by itself with code {ExitCode}; the application stops")]
    private static partial void LogLost(ILogger logger, int exitCode);
}
