using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Hears from DCP how its executables are, and tells those who asked for one of them.</summary>
internal sealed class ExecutableWatcher(DcpHost dcp)
{
    private readonly ConcurrentDictionary<string, Channel<DcpExecutableStatus>> _statuses = new(StringComparer.Ordinal);

    /// <summary>The statuses of one executable, the newest only; ask before it is created.</summary>
    public ChannelReader<DcpExecutableStatus> Watch(string name) => _statuses.GetOrAdd(name, _ =>
        Channel.CreateBounded<DcpExecutableStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest })).Reader;

    public void Forget(string name) => _statuses.TryRemove(name, out _);

    /// <summary>Runs until canceled; a connection that ends is opened again, and begins with everything as it is.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in dcp.Client.WatchExecutablesAsync(cancellationToken))
                {
                    if (change is { Type: "ADDED" or "MODIFIED", Object: { Status: { } status, Metadata.Name: var name } }
                        && _statuses.TryGetValue(name, out var channel))
                    {
                        channel.Writer.TryWrite(status);
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
            {
                // Opened again below; if DCP is gone, DcpHost says so and stops the application.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
