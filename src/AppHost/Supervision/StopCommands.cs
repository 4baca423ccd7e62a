using System.Collections.Concurrent;

namespace Clockit.AppHost.Supervision;

/// <summary>
/// Knows which instances somebody has stopped, by listening in on Aspire's commands <c>start</c>, <c>stop</c> and
/// <c>restart</c>. A snapshot alone does not tell a stop from a crash.
/// </summary>
internal sealed class StopCommands
{
    private readonly ConcurrentDictionary<string, bool> _stopped = new(StringComparer.Ordinal);

    /// <summary>Whether the instance is down because somebody wants it down.</summary>
    public bool IsWanted(string resourceId) => _stopped.ContainsKey(resourceId);

    /// <summary>Wraps the commands of every resource; they are there once the resources have been created.</summary>
    public void Watch(DistributedApplicationModel model)
    {
        foreach (var resource in model.Resources)
        {
            foreach (var command in resource.Annotations.OfType<ResourceCommandAnnotation>().ToList())
            {
                if (Wrap(command) is { } wrapped)
                {
                    resource.Annotations.Remove(command);
                    resource.Annotations.Add(wrapped);
                }
            }
        }
    }

    private ResourceCommandAnnotation? Wrap(ResourceCommandAnnotation command)
    {
        if (command.Name == KnownResourceCommands.StopCommand)
        {
            return With(command, context =>
            {
                _stopped[context.ResourceName] = true;
                return command.ExecuteCommand(context);
            });
        }

        if (command.Name == KnownResourceCommands.StartCommand)
        {
            return With(command, context =>
            {
                _stopped.TryRemove(context.ResourceName, out _);
                return command.ExecuteCommand(context);
            });
        }

        return command.Name == KnownResourceCommands.RestartCommand
            ? With(command, async context =>
            {
                _stopped[context.ResourceName] = true;
                try
                {
                    return await command.ExecuteCommand(context);
                }
                finally
                {
                    _stopped.TryRemove(context.ResourceName, out _);
                }
            })
            : null;
    }

    private static ResourceCommandAnnotation With(ResourceCommandAnnotation command, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> execute) => new(
        command.Name,
        command.DisplayName,
        command.UpdateState,
        execute,
        command.DisplayDescription,
        arguments: command.Arguments,
        command.ConfirmationMessage,
        command.IconName,
        command.IconVariant,
        command.IsHighlighted,
        command.Visibility,
        command.ValidateArguments);
}
