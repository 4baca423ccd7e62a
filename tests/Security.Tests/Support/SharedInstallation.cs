using Clockit.Security.Tests.Support;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(SharedInstallation))]

namespace Clockit.Security.Tests.Support;

/// <summary>The installation that most tests share, and the people in it; each test works on streams of its own.</summary>
public sealed class SharedInstallation : IAsyncLifetime
{
    private readonly LogCollector _logs = new(LogLevel.Error);

    public Installation Installation { get; private set; } = null!;

    /// <summary>What went wrong in a service so far.</summary>
    public IReadOnlyCollection<string> Errors => _logs.Lines;

    public Cast Cast { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Installation = await Installation.StartAsync(_logs);
        Cast = await Cast.RegisterAsync(Installation);
    }

    public async ValueTask DisposeAsync()
    {
        await Installation.DisposeAsync();
        _logs.Dispose();
    }
}
