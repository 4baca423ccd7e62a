namespace Aspire.Hosting;

/// <summary>Adds .NET projects, which must have been built in the AppHost's own configuration.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name, which is also its service name in telemetry.</param>
    /// <param name="projectPath">The project file, from the AppHost's folder.</param>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        var project = builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new ProjectPathAnnotation(Path.GetFullPath(projectPath, builder.AppHostDirectory)))
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
            .WithEnvironment("DOTNET_ENVIRONMENT", builder.Environment.EnvironmentName);
        return Dashboard.SendTelemetry(project);
    }

    /// <summary>Runs several instances behind the proxies of the project's endpoints.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) =>
        replicas < 1
            ? throw new ArgumentOutOfRangeException(nameof(replicas), replicas, "A project needs at least one replica.")
            : builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
}
