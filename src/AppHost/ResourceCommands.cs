using Microsoft.Extensions.DependencyInjection;

namespace Clockit.AppHost;

/// <summary>Commands of ours on the dashboard's Resources page.</summary>
internal static class ResourceCommands
{
    /// <summary>Shows how programs reach a server, its password included.</summary>
    public static IResourceBuilder<T> WithConnectionStringCommand<T>(this IResourceBuilder<T> resource)
        where T : IResourceWithConnectionString => resource.WithCommand(
        "connection-string",
        "Show the connection string",
        async context => await resource.Resource.GetConnectionStringAsync(context.CancellationToken) is { } address
            ? CommandResults.Success($"The connection string of {resource.Resource.Name}", address, CommandResultFormat.Text, displayImmediately: true)
            : CommandResults.Failure($"{resource.Resource.Name} has none yet."),
        new CommandOptions { IconName = "PlugConnected", Description = "Programs of this machine reach the server with it. It holds the password." });

    /// <summary>Brings the schema of a service's database up to date again.</summary>
    public static IResourceBuilder<ProjectResource> WithMigrateCommand(this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> migration) =>
        service.WithCommand(
            "migrate",
            "Migrate the database",
            context => context.Services.GetRequiredService<ResourceCommandService>()
                .ExecuteCommandAsync(migration.Resource, KnownResourceCommands.StartCommand, context.CancellationToken),
            new CommandOptions { IconName = "DatabaseArrowUp", Description = $"Starts {migration.Resource.Name}, which adds what the schema lacks." });
}
