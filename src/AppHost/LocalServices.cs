using Clockit.AppHost.Servers;
using Microsoft.Extensions.Configuration;

namespace Clockit.AppHost;

/// <summary>What the services of one installation have in common.</summary>
internal static class LocalServices
{
    /// <summary>Sections that a caller may set in any way that the app host reads settings, and that services read.</summary>
    private static readonly string[] PassedOn = ["Auth", "Gateway"];

    /// <summary>A service behind the gateway: as many instances as were asked for, behind one address.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(
        this IDistributedApplicationBuilder builder, string name, LocalSettings settings, LocalData data)
        where TProject : IProjectMetadata, new() =>
        builder.AddProgram<TProject>(name)
            .WithLocalDefaults(settings, data)
            .WithHttpEndpoint(name: "http")
            .WithHttpHealthCheck("/health/ready")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Service")
            .WithReplicas(settings.Replicas);

    /// <summary>The public origin, the secret that calls between services carry, and whether rates are limited.</summary>
    public static IResourceBuilder<ProjectResource> WithLocalDefaults(
        this IResourceBuilder<ProjectResource> project, LocalSettings settings, LocalData data)
    {
        project
            .WithEnvironment("PublicOrigin", settings.PublicOrigin)
            .WithDefault("Internal__ServiceKey", data.Secret("service-key"));
        return settings.HasLimits ? project : project.WithEnvironment("Limits__Enabled", "false");
    }

    /// <summary>Sets a variable, unless the caller of the app host has set it.</summary>
    public static IResourceBuilder<ProjectResource> WithDefault(this IResourceBuilder<ProjectResource> project, string name, string value) =>
        project.WithEnvironment(name, OfCaller(project, name) ?? value);

    /// <summary>Passes on what the caller has set for the edge: trusted proxies, an external issuer.</summary>
    public static IResourceBuilder<ProjectResource> WithSettingsOfCaller(this IResourceBuilder<ProjectResource> project)
    {
        foreach (var (key, value) in PassedOn.SelectMany(section => project.ApplicationBuilder.Configuration.GetSection(section).AsEnumerable()))
        {
            if (value is not null)
            {
                project.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), value);
            }
        }

        return project;
    }

    private static string? OfCaller(IResourceBuilder<ProjectResource> project, string name) =>
        project.ApplicationBuilder.Configuration[name.Replace("__", ":", StringComparison.Ordinal)];
}
