namespace Clockit.Architecture.Tests;

/// <summary>Inside a service dependencies point inward only: Api and Infrastructure → Application → Domain.</summary>
public sealed class LayerTests
{
    private static readonly string[] Services = ["Clockit.Gateway", "Clockit.Accounts", "Clockit.StreamService", "Clockit.ChatService", "Clockit.SignalingService"];

    /// <summary>What each layer may not touch: namespaces below the service's own, and whole frameworks.</summary>
    private static readonly Dictionary<string, string[]> Forbidden = new(StringComparer.Ordinal)
    {
        ["Domain"] = ["{service}.Application", "{service}.Infrastructure", "{service}.Api", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "StackExchange.Redis", "MassTransit", "RabbitMQ", "Yarp"],
        ["Application"] = ["{service}.Infrastructure", "{service}.Api", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "StackExchange.Redis", "MassTransit", "RabbitMQ", "Yarp", "Clockit.Messaging", "Clockit.Redis"],
        ["Infrastructure"] = ["{service}.Api"],
    };

    public static TheoryData<string, string> Layers()
    {
        var layers = new TheoryData<string, string>();
        foreach (var service in Services)
        {
            foreach (var layer in Forbidden.Keys)
            {
                layers.Add(service, layer);
            }
        }

        return layers;
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Dependencies_point_inward_only(string service, string layer)
    {
        using var assembly = Code.Read(service);
        var forbidden = Forbidden[layer].Select(name => name.Replace("{service}", service, StringComparison.Ordinal)).ToArray();
        var violations =
            from type in assembly.MainModule.GetTypes()
            where Code.IsWithin(Code.NamespaceOf(type), $"{service}.{layer}")
            from used in Code.NamespacesUsedBy(type)
            where forbidden.Any(name => Code.IsWithin(used, name))
            select $"{type.FullName} uses {used}";
        Assert.Empty(violations.Distinct());
    }

    /// <summary>Endpoints and hubs call use cases; only the composition of the program names what is behind the ports.</summary>
    [Theory]
    [MemberData(nameof(LayeredServices))]
    public void Api_does_not_know_Infrastructure(string service)
    {
        using var assembly = Code.Read(service);
        var violations =
            from type in assembly.MainModule.GetTypes()
            where Code.IsWithin(Code.NamespaceOf(type), $"{service}.Api")
            from used in Code.NamespacesUsedBy(type)
            where Code.IsWithin(used, $"{service}.Infrastructure")
            select $"{type.FullName} uses {used}";
        Assert.Empty(violations.Distinct());
    }

    [Theory]
    [MemberData(nameof(LayeredServices))]
    public void A_service_with_rules_of_its_own_has_all_four_layers_and_nothing_outside_them(string service)
    {
        using var assembly = Code.Read(service);
        var folders = assembly.MainModule.GetTypes()
            .Select(Code.NamespaceOf)
            .Where(name => Code.IsWithin(name, service))
            .Select(name => name.Length == service.Length ? "" : name[(service.Length + 1)..].Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Subset(folders, new HashSet<string>(StringComparer.Ordinal) { "Domain", "Application", "Infrastructure", "Api" });
        Assert.Empty(folders.Except(["Domain", "Application", "Infrastructure", "Api"], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ServiceNames))]
    public void Services_do_not_know_each_other(string service)
    {
        using var assembly = Code.Read(service);
        // The gateway hosts the accounts module; that is the one exception.
        var others = Services.Except(service == "Clockit.Gateway" ? [service, "Clockit.Accounts"] : [service], StringComparer.Ordinal);
        Assert.Empty(assembly.MainModule.AssemblyReferences.Select(reference => reference.Name).Intersect(others, StringComparer.Ordinal));
    }

    [Fact]
    public void Contracts_depend_on_the_runtime_alone()
    {
        using var assembly = Code.Read("Clockit.Contracts");
        Assert.All(assembly.MainModule.AssemblyReferences, reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }

    public static TheoryData<string> ServiceNames() => [.. Services];

    public static TheoryData<string> LayeredServices() => ["Clockit.StreamService", "Clockit.ChatService", "Clockit.SignalingService"];
}
