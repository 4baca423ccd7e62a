using Clockit.AppHost.Servers;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>The command, arguments, environment and ports of one start of one instance.</summary>
internal sealed record LaunchPlan(DcpExecutableSpec Spec, IReadOnlyList<DcpServiceProducer> Producers, IReadOnlyDictionary<string, int> TargetPorts)
{
    /// <summary>Evaluates what the app model says about the resource.</summary>
    /// <param name="resource">An executable or a project.</param>
    /// <param name="instance">The instance's name, which telemetry carries as <c>service.instance.id</c>.</param>
    /// <param name="logFile">Where the process appends its output.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LaunchPlan> CreateAsync(IResource resource, string instance, string logFile, CancellationToken cancellationToken)
    {
        var targetPorts = new Dictionary<string, int>(StringComparer.Ordinal);
        var producers = new List<DcpServiceProducer>();
        var environment = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = Path.GetTempPath(),
        };
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            // Behind a proxy, clients never see this port, so every start may take another.
            var port = endpoint.IsProxied ? endpoint.TargetPort ?? FreePorts.Next() : endpoint.AllocatedEndpoint!.Port;
            targetPorts[endpoint.Name] = port;
            if (endpoint.IsProxied)
            {
                producers.Add(new DcpServiceProducer(ServiceName(resource, endpoint), "127.0.0.1", port));
            }

            if (endpoint.TargetPortVariable is { } variable)
            {
                environment[variable] = $"{port}";
            }
        }

        if (resource is ProjectResource)
        {
            environment["ASPNETCORE_URLS"] = string.Join(';', resource.Annotations.OfType<EndpointAnnotation>()
                .Where(e => e.UriScheme == "http")
                .Select(e => $"http://{(e.IsProxied ? "127.0.0.1" : e.TargetHost)}:{targetPorts[e.Name]}"));
            environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instance}";
        }

        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(new EnvironmentCallbackContext(resource, environment));
        }

        var args = new List<object>();
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(new CommandLineArgsCallbackContext(args));
        }

        var (command, workingDirectory) = CommandOf(resource, args);
        var arguments = new List<string>();
        foreach (var arg in args)
        {
            arguments.Add(await TextAsync(arg, cancellationToken));
        }

        var variables = new List<DcpEnvironmentVariable>();
        foreach (var (name, value) in environment)
        {
            variables.Add(new DcpEnvironmentVariable(name, await TextAsync(value, cancellationToken)));
        }

        // exec: the process keeps the shell's id, which is the one that DCP watches. Not sh: dash drops variables
        // whose names are not its own kind, such as services__stream-service__http__0.
        var spec = new DcpExecutableSpec("/bin/bash", workingDirectory, ["-c", "exec \"$@\" >>\"$0\" 2>&1", logFile, command, .. arguments], variables);
        return new LaunchPlan(spec, producers, targetPorts);
    }

    public static string ServiceName(IResource resource, EndpointAnnotation endpoint) => $"{resource.Name}-{endpoint.Name}";

    /// <summary>Gives the ports back that only this start used.</summary>
    public void Release()
    {
        foreach (var producer in Producers)
        {
            FreePorts.Return(producer.Port);
        }
    }

    private static (string Command, string WorkingDirectory) CommandOf(IResource resource, List<object> args)
    {
        if (resource is ExecutableResource executable)
        {
            return (executable.Command, executable.WorkingDirectory);
        }

        var folder = Path.GetDirectoryName(resource.Annotations.OfType<ProjectPathAnnotation>().Single().ProjectPath)!;
        // .../bin/Debug/net10.0 of the AppHost tells which configuration was built.
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var output = Path.Combine(folder, "bin", built.Parent!.Name, built.Name);
        var runtimeConfigs = Directory.Exists(output) ? Directory.GetFiles(output, "*.runtimeconfig.json") : [];
        if (runtimeConfigs.Length != 1)
        {
            throw new FileNotFoundException($"Project '{resource.Name}' has not been built: there is no program in {output}.");
        }

        args.Insert(0, runtimeConfigs[0].Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal));
        return ("dotnet", folder);
    }

    private static async ValueTask<string> TextAsync(object value, CancellationToken cancellationToken) =>
        value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) ?? string.Empty : value.ToString() ?? string.Empty;
}
