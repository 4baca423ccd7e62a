using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One listening address of a resource.</summary>
public sealed class EndpointAnnotation(
    ProtocolType protocol,
    string? uriScheme = null,
    string? transport = null,
    string? name = null,
    int? port = null,
    int? targetPort = null,
    bool? isExternal = null,
    bool? isProxied = null) : IResourceAnnotation
{
    public ProtocolType Protocol { get; set; } = protocol;

    public string UriScheme { get; set; } = uriScheme ?? "tcp";

    public string Transport { get; set; } = transport ?? "tcp";

    public string Name { get; set; } = name ?? uriScheme ?? "tcp";

    /// <summary>The port that clients use; chosen when null.</summary>
    public int? Port { get; set; } = port;

    /// <summary>The port that the process listens on; chosen when null.</summary>
    public int? TargetPort { get; set; } = targetPort;

    public bool IsExternal { get; set; } = isExternal ?? false;

    /// <summary>Whether DCP's proxy listens on <see cref="Port"/> and spreads connections over the instances.</summary>
    public bool IsProxied { get; set; } = isProxied ?? true;

    /// <summary>The host that the process listens on.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Set before any resource starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    internal string? TargetPortVariable { get; init; }
}

/// <summary>The address that clients of an endpoint use.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port;

    public string UriScheme => Endpoint.UriScheme;

    public string UriString => $"{UriScheme}://{Address}:{Port}";
}

/// <summary>Adds to the environment of a resource just before it starts.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>What a callback of <see cref="EnvironmentCallbackAnnotation"/> may read and change.</summary>
public sealed class EnvironmentCallbackContext(IResource resource, Dictionary<string, object> environmentVariables)
{
    public IResource Resource { get; } = resource;

    /// <summary>Values are strings or <see cref="IValueProvider"/>s.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables;
}

/// <summary>Adds to the arguments of a resource just before it starts.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>What a callback of <see cref="CommandLineArgsCallbackAnnotation"/> may read and change.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args)
{
    /// <summary>Values are strings or <see cref="IValueProvider"/>s.</summary>
    public IList<object> Args { get; } = args;
}

/// <summary>How many instances of a project run behind one proxy.</summary>
public class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    public int Replicas { get; } = replicas;
}

/// <summary>Names a registered health check that decides whether the resource is healthy.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}

/// <summary>What a resource waits for.</summary>
public enum WaitType
{
    /// <summary>Until the other one is healthy.</summary>
    WaitUntilHealthy,

    /// <summary>Until the other one has exited.</summary>
    WaitForCompletion,
}

/// <summary>Makes a resource wait for another.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code to expect of <see cref="WaitType.WaitForCompletion"/>.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>Where a project's file is.</summary>
internal sealed record ProjectPathAnnotation(string ProjectPath) : IResourceAnnotation;

/// <summary>A health check by HTTP, asked of every instance on its own port.</summary>
internal sealed record HttpHealthCheckAnnotation(string? EndpointName, string Path, int StatusCode) : IResourceAnnotation;
