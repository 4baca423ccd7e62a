using Microsoft.Extensions.Hosting;

namespace Clockit.AppHost.Supervision;

/// <summary>
/// Ends the gateway and the services before the servers that they use, so that they drain against servers that still
/// answer. Aspire ends everything else afterwards, all at once.
/// </summary>
internal sealed class OrderedStop(DistributedApplicationModel model, ResourceCommandService commands) : IHostedService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        Task stopped = Task.WhenAll(
            model.Resources.OfType<ProjectResource>().Select(project => commands.ExecuteCommandAsync(project, KnownResourceCommands.StopCommand, limit.Token)));
        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
