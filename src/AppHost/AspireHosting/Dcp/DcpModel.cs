using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

/// <summary>An object of DCP's REST API, in the shape that Kubernetes gave such APIs.</summary>
internal sealed record DcpObject<TSpec, TStatus>
{
    public string ApiVersion { get; init; } = "usvc-dev.developer.microsoft.com/v1";

    public required string Kind { get; init; }

    public required DcpMetadata Metadata { get; init; }

    public TSpec? Spec { get; init; }

    public TStatus? Status { get; init; }
}

internal sealed record DcpMetadata(string Name)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? Annotations { get; init; }
}

/// <summary>One event of a watch: ADDED, MODIFIED, DELETED or ERROR.</summary>
internal sealed record DcpWatchEvent<T>(string Type, T Object);

internal sealed record DcpServiceSpec(string Protocol, string AddressAllocationMode, int? Port);

internal sealed record DcpServiceStatus(string? State, string? EffectiveAddress, int? EffectivePort);

internal sealed record DcpEnvironmentVariable(string Name, string Value);

internal sealed record DcpExecutableSpec(
    string ExecutablePath,
    string WorkingDirectory,
    IReadOnlyList<string> Args,
    IReadOnlyList<DcpEnvironmentVariable> Env,
    string ExecutionType = "Process",
    bool Stop = false);

internal sealed record DcpExecutableStatus(string? State, int? Pid, int? ExitCode)
{
    /// <summary>
    /// Whether DCP is done with the process; it never starts the same object twice. <c>Unknown</c> is how it ends with one
    /// that died while it was being stopped.
    /// </summary>
    public bool IsTerminal => State is "Finished" or "Terminated" or "FailedToStart" or "Unknown";
}

/// <summary>Tells DCP's proxy of a service where an executable serves it.</summary>
internal sealed record DcpServiceProducer(string ServiceName, string Address, int Port);
