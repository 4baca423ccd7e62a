namespace Clockit.Testing;

/// <summary>What every test server can suffer.</summary>
public abstract class TestServer : IAsyncDisposable
{
    private readonly IServerHost _host;

    private protected TestServer(IServerHost host) => _host = host;

    /// <summary>kill -9; it stays down until <see cref="StartAsync"/>. Returns when it is gone.</summary>
    public Task KillAsync() => _host.KillAsync();

    /// <summary>SIGTERM; it stays down until <see cref="StartAsync"/>. Returns when it is gone.</summary>
    public Task StopAsync() => _host.StopAsync();

    /// <summary>Starts it again on the same port and data; returns when it is healthy.</summary>
    public Task StartAsync() => _host.StartAsync();

    /// <summary><see cref="StopAsync"/>, then <see cref="StartAsync"/>.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Freezes it: connections stay open and nothing answers. Undone by <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => _host.PauseAsync();

    /// <summary>Ends a <see cref="PauseAsync"/>.</summary>
    public Task ResumeAsync() => _host.ResumeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected Task SignalAndStopAsync(string signal) => _host.SignalAndStopAsync(signal);

    private protected Task<string> AddressAsync() => _host.ConnectionStringAsync();
}
