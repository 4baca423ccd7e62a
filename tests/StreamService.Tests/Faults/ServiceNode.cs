using System.Diagnostics;
using Clockit.StreamService.Tests.Support;
using Clockit.Testing;
using Npgsql;

namespace Clockit.StreamService.Tests.Faults;

/// <summary>StreamService as a process of its own, which can be killed, paused and started again on the same port.</summary>
internal sealed class ServiceNode : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment;
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly Queue<string> _log = new();
    private Process? _process;

    public ServiceNode(string name, string database, string messaging, TestIssuer issuer)
    {
        Name = name;
        Broker = new BrokerProxy(messaging);
        Address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = Address.AbsoluteUri,
            ["ConnectionStrings__streams"] = new NpgsqlConnectionStringBuilder(database) { ApplicationName = name }.ConnectionString,
            ["ConnectionStrings__messaging"] = Broker.Address,
            ["services__gateway__http__0"] = issuer.Address,
            ["services__chat-service__http__0"] = "http://127.0.0.1:9",
            ["services__signaling-service__http__0"] = "http://127.0.0.1:9",
            ["Internal__ServiceKey"] = StreamServiceHost.ServiceKey,
            ["StreamKeys__Secret"] = "0123456789abcdef0123456789abcdef",
            ["Media__GracePeriod"] = "01:00:00",
            // With no queue but the auditor's, an event that it cannot get is one that no queue takes, and waits.
            ["Messaging__DeclareQueues"] = "false",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__MassTransit"] = "Error",
        };
    }

    /// <summary>Its name in Postgres.</summary>
    public string Name { get; }

    public Uri Address { get; }

    public BrokerProxy Broker { get; }

    /// <summary>The last lines that it printed.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Returns when it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Clockit.StreamService.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in _environment)
        {
            start.Environment[key] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(IsReadyAsync, TimeSpan.FromSeconds(60), $"{Name} ready");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stops it in its tracks, with its connections open.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        await Broker.DisposeAsync();
        _http.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(Address, "/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.Enqueue(line.Data ?? "");
            if (_log.Count > 400)
            {
                _log.Dequeue();
            }
        }
    }
}
