using Clockit.AppHost.Servers;

namespace Clockit.AppHost;

/// <summary>What the services of one installation have in common.</summary>
internal static class LocalServices
{
    /// <summary>A service behind the gateway: as many instances as were asked for, behind one address.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(
        this IDistributedApplicationBuilder builder, string name, LocalSettings settings, LocalData data)
        where TProject : IProjectMetadata, new() =>
        builder.AddProgram<TProject>(name)
            .WithLocalDefaults(settings, data)
            .WithHttpEndpoint(name: "http")
            .WithHttpHealthCheck("/health/ready")
            .WithReplicas(settings.Replicas);

    /// <summary>The public origin, the secret that calls between services carry, and whether rates are limited.</summary>
    public static IResourceBuilder<ProjectResource> WithLocalDefaults(
        this IResourceBuilder<ProjectResource> project, LocalSettings settings, LocalData data)
    {
        project
            .WithEnvironment("PublicOrigin", settings.PublicOrigin)
            .WithEnvironment("Internal__ServiceKey", data.Secret("service-key"));
        return settings.HasLimits ? project : project.WithEnvironment("Limits__Enabled", "false");
    }
}
