using System.Text.Json.Serialization;
using Clockit.AppHost.Supervision;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clockit.AppHost.Status;

/// <summary>One line of <c>./clockit status</c>.</summary>
/// <param name="Name">The resource's name; instances of one resource share it.</param>
/// <param name="State"><c>waiting</c>, <c>starting</c>, <c>running</c> (what runs to completion), <c>healthy</c>, <c>unhealthy</c>, <c>restarting</c>, <c>finished</c>, <c>failed</c> or <c>stopped</c>.</param>
/// <param name="Pid">Its process, when it has one.</param>
/// <param name="Instance">Which one, when there are several; also its log file's name.</param>
/// <param name="Url">Where it answers HTTP.</param>
/// <param name="ConnectionString">How programs reach it, credentials included.</param>
internal sealed record ResourceStatus(
    string Name,
    string State,
    int? Pid,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Instance,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ConnectionString)
{
    /// <summary>The instance's name, which is the resource's when there is only one.</summary>
    [JsonIgnore]
    public string Id => Instance ?? Name;

    /// <summary>Where it listens, whatever it speaks.</summary>
    [JsonIgnore]
    public string? Address { get; private init; }

    /// <summary>Whether nothing more is to be waited for.</summary>
    [JsonIgnore]
    public bool IsUp => State is "healthy" or "finished";

    public static ResourceStatus From(ResourceEvent change, string instance, ResourceStatus? before, string? connectionString, bool runsToCompletion)
    {
        var snapshot = change.Snapshot;
        var name = ResourceInstances.NameOf(change.Resource);
        return new ResourceStatus(
            name,
            StateOf(snapshot, before?.State, runsToCompletion),
            ResourceInstances.ProcessOf(snapshot),
            instance == name ? null : instance,
            snapshot.Urls.FirstOrDefault(url => url.Url.StartsWith("http", StringComparison.Ordinal))?.Url,
            connectionString)
        {
            Address = snapshot.Urls.FirstOrDefault()?.Url,
        };
    }

    private static string StateOf(CustomResourceSnapshot snapshot, string? before, bool runsToCompletion)
    {
        var state = snapshot.State?.Text;
        if (state == KnownResourceStates.Running)
        {
            return runsToCompletion ? "running"
                : snapshot.HealthStatus == HealthStatus.Healthy ? "healthy"
                : before is "healthy" or "unhealthy" ? "unhealthy"
                : "starting";
        }

        if (state == KnownResourceStates.FailedToStart)
        {
            return "failed";
        }

        if (ResourceInstances.IsEnded(state))
        {
            return !runsToCompletion ? "restarting" : snapshot.ExitCode == 0 ? "finished" : "failed";
        }

        return state == KnownResourceStates.Starting ? "starting" : "waiting";
    }
}
