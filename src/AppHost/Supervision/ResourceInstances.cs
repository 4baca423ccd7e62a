using System.Globalization;

namespace Clockit.AppHost.Supervision;

/// <summary>
/// Names of resource instances that stay the same from start to start. Aspire gives each instance an id with a
/// random end (<c>redis-znfzgter</c>); people and scripts see <c>redis</c>, or <c>chat-service-1</c> where a
/// resource has several instances.
/// </summary>
internal sealed class ResourceInstances
{
    /// <summary>The dashboard, a resource that Aspire adds by itself.</summary>
    public const string AspireDashboard = "aspire-dashboard";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<string>> _ids = new(StringComparer.Ordinal);

    /// <summary>The resource's name for people.</summary>
    public static string NameOf(IResource resource) => resource.Name == AspireDashboard ? "dashboard" : resource.Name;

    /// <summary>The instance's name: the resource's, with a number from 1 where there are several.</summary>
    public string InstanceOf(ResourceEvent change)
    {
        if (change.Resource.GetReplicaCount() <= 1)
        {
            return NameOf(change.Resource);
        }

        lock (_lock)
        {
            if (!_ids.TryGetValue(change.Resource.Name, out var ids))
            {
                _ids[change.Resource.Name] = ids = [];
            }

            if (!ids.Contains(change.ResourceId, StringComparer.Ordinal))
            {
                ids.Add(change.ResourceId);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{NameOf(change.Resource)}-{ids.IndexOf(change.ResourceId) + 1}");
        }
    }

    /// <summary>The process that the snapshot tells of; null when there is none.</summary>
    public static int? ProcessOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == "executable.pid")?.Value is { } value && Convert.ToInt32(value, CultureInfo.InvariantCulture) is > 0 and var pid
            ? pid
            : null;

    /// <summary>Whether the resource is a process or a container, which can crash.</summary>
    public static bool HasProcess(IResource resource) => resource is ExecutableResource or ProjectResource or ContainerResource;

    /// <summary>Whether the state is one that a process comes to when it has ended.</summary>
    public static bool IsEnded(string? state) => state is "Terminated" || KnownResourceStates.TerminalStates.Contains(state, StringComparer.Ordinal);
}
