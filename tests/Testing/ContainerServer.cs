using System.Globalization;
using Clockit.AppHost.Servers;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace Clockit.Testing;

/// <summary>A server in a container of Testcontainers.</summary>
/// <remarks>
/// Its port on this machine is chosen here: one that the engine chooses would be another after every start, and what
/// is connected could not come back.
/// </remarks>
internal class ContainerServer : IServerHost
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly IContainer _container;
    private readonly Func<string> _connectionString;
    private readonly Func<string, Task> _greet;

    /// <param name="container">Not started yet.</param>
    /// <param name="connectionString">Read when it runs.</param>
    /// <param name="greet">Says hello at the connection string; throws while the server does not answer.</param>
    public ContainerServer(IContainer container, Func<string> connectionString, Func<string, Task> greet)
    {
        _container = container;
        _connectionString = connectionString;
        _greet = greet;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    protected IContainer Container => _container;

    /// <summary>Binds a port of the container to a free one of this machine, instead of one that the engine chooses.</summary>
    public static TBuilder Publish<TBuilder, TContainer, TConfiguration>(IContainerBuilder<TBuilder, TContainer, TConfiguration> builder, int port)
        where TBuilder : IContainerBuilder<TBuilder, TContainer, TConfiguration>
        where TContainer : IContainer
        where TConfiguration : IContainerConfiguration
    {
        var binding = new PortBinding { HostPort = FreePorts.Next().ToString(CultureInfo.InvariantCulture) };
        return builder.WithPortBinding(port, assignRandomHostPort: true)
            .WithCreateParameterModifier(parameters => parameters.HostConfig!.PortBindings![$"{port}/tcp"] = [binding]);
    }

    public Task<string> ConnectionStringAsync() => Task.FromResult(_connectionString());

    public async Task StartAsync()
    {
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            await _container.StartAsync(limit.Token);
            await GreetAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            var (output, error) = await _container.GetLogsAsync(ct: CancellationToken.None);
            throw new InvalidOperationException(
                $"{_container.Image.FullName} did not get healthy within {StartLimit.TotalSeconds} s. Its log ends: {output}{error}", e);
        }
    }

    public Task StopAsync() => SignalAndStopAsync("TERM");

    public Task KillAsync() => SignalAndStopAsync("KILL");

    public async Task SignalAndStopAsync(string signal)
    {
        using var engine = TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientBuilder(Guid.NewGuid()).Build();
        await engine.Containers.KillContainerAsync(_container.Id, new ContainerKillParameters { Signal = "SIG" + signal });
        using var limit = new CancellationTokenSource(StartLimit);
        await engine.Containers.WaitContainerAsync(_container.Id, limit.Token);
    }

    public Task PauseAsync() => _container.PauseAsync();

    public Task ResumeAsync() => _container.UnpauseAsync();

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        // Nothing in it is worth an orderly end.
        await _container.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await _greet(_connectionString());
                return;
            }
            catch (Exception early) when (early is not OperationCanceledException)
            {
                // What is wrong with a server that never answers is in its log.
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }

    // Test runners end the process when the last test is done; then there is a moment, not a minute.
    private void OnProcessExit(object? sender, EventArgs e) => DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(15));
}
