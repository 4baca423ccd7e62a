namespace Clockit.AppHost;

/// <summary>Projects that run as they were built.</summary>
internal static class Programs
{
    /// <summary>
    /// Adds a project whose process is the program itself, <c>dotnet X.dll</c>, in the configuration that this app host
    /// was built in. Aspire's default is <c>dotnet run</c>: a second process that evaluates the project for a second at
    /// every start, holds 90 MB, and whose end leaves the program running.
    /// </summary>
    /// <remarks>An IDE that starts projects itself goes on doing so, and <c>dotnet watch</c> too.</remarks>
    public static IResourceBuilder<ProjectResource> AddProgram<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var project = builder.AddProject<TProject>(name)
            .DisableForwardedHeaders()
            // Programs speak http on loopback; TLS ends before the gateway, if anywhere.
            .WithoutHttpsCertificate()
            // A token in an address must not come into a trace, which Aspire allows for a developer's sake.
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "false")
            .WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION", "false");
        return builder.Configuration["DOTNET_WATCH"] is "1" or "true"
            ? project
            : project.WithLaunchToolArgs(context => context.Args.Add(ProgramOf(new TProject().ProjectPath)), "project", showInCommandLine: false);
    }

    /// <summary>Adds a program that brings a database's schema up to date and ends.</summary>
    public static IResourceBuilder<ProjectResource> AddMigration<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new() => builder.AddProgram<TProject>(name).WithArgs("migrate");

    /// <exception cref="FileNotFoundException">It was not built.</exception>
    private static string ProgramOf(string project)
    {
        // .../bin/Debug/net10.0 of the AppHost tells which configuration was built.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var output = Path.Combine(Path.GetDirectoryName(project)!, "bin", built.Parent!.Name, built.Name);
        var programs = Directory.Exists(output) ? Directory.GetFiles(output, "*.runtimeconfig.json") : [];
        return programs.Length == 1
            ? programs[0].Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal)
            : throw new FileNotFoundException($"{Path.GetFileNameWithoutExtension(project)} has not been built: there is no program in {output}.");
    }
}
