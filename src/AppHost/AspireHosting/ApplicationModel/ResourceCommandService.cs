using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a command was carried out.</summary>
public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }

    public string? Message { get; init; }
}

/// <summary>Starts and stops single resources while the application runs.</summary>
public class ResourceCommandService
{
    private readonly ApplicationOrchestrator _orchestrator;

    internal ResourceCommandService(ApplicationOrchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>
    /// <c>stop</c> ends every instance, and returns when they are gone and will not be started again by themselves;
    /// <c>start</c> starts those that do not run.
    /// </summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        if (commandName == KnownResourceCommands.StopCommand)
        {
            await _orchestrator.StopResourceAsync(resource, cancellationToken);
        }
        else if (commandName == KnownResourceCommands.StartCommand)
        {
            _orchestrator.StartResource(resource);
        }
        else
        {
            return new() { Success = false, Message = $"There is no command '{commandName}': use start or stop." };
        }

        return new() { Success = true };
    }
}
