using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clockit.Architecture.Tests;

/// <summary>Inside a service dependencies point inward only: Api and Infrastructure → Application → Domain.</summary>
public sealed class LayerTests
{
    private static readonly string[] Services = ["Clockit.Gateway", "Clockit.Accounts", "Clockit.StreamService", "Clockit.ChatService", "Clockit.SignalingService"];

    /// <summary>What each layer may not touch: namespaces below the service's own, and whole frameworks.</summary>
    private static readonly Dictionary<string, string[]> Forbidden = new(StringComparer.Ordinal)
    {
        ["Domain"] = ["{service}.Application", "{service}.Infrastructure", "{service}.Api", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "StackExchange.Redis", "MassTransit", "RabbitMQ", "Yarp"],
        ["Application"] = ["{service}.Infrastructure", "{service}.Api", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "Npgsql", "StackExchange.Redis", "MassTransit", "RabbitMQ", "Yarp"],
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
        using var assembly = Read(service);
        var forbidden = Forbidden[layer].Select(name => name.Replace("{service}", service, StringComparison.Ordinal)).ToArray();
        var violations =
            from type in assembly.MainModule.GetTypes()
            where IsWithin(NamespaceOf(type), $"{service}.{layer}")
            from used in TypesUsedBy(type)
            where forbidden.Any(name => IsWithin(used, name))
            select $"{type.FullName} uses {used}";
        Assert.Empty(violations.Distinct());
    }

    [Theory]
    [InlineData("Clockit.StreamService")]
    [InlineData("Clockit.ChatService")]
    [InlineData("Clockit.SignalingService")]
    public void A_service_with_rules_of_its_own_has_all_four_layers_and_nothing_outside_them(string service)
    {
        using var assembly = Read(service);
        var folders = assembly.MainModule.GetTypes()
            .Select(NamespaceOf)
            .Where(name => IsWithin(name, service))
            .Select(name => name.Length == service.Length ? "" : name[(service.Length + 1)..].Split('.')[0])
            .ToHashSet(StringComparer.Ordinal);
        Assert.Subset(folders, new HashSet<string>(StringComparer.Ordinal) { "Domain", "Application", "Infrastructure", "Api" });
        Assert.Empty(folders.Except(["Domain", "Application", "Infrastructure", "Api"], StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ServiceNames))]
    public void Services_do_not_know_each_other(string service)
    {
        using var assembly = Read(service);
        // The gateway hosts the accounts module; that is the one exception.
        var others = Services.Except(service == "Clockit.Gateway" ? [service, "Clockit.Accounts"] : [service], StringComparer.Ordinal);
        Assert.Empty(assembly.MainModule.AssemblyReferences.Select(reference => reference.Name).Intersect(others, StringComparer.Ordinal));
    }

    [Fact]
    public void Contracts_depend_on_the_runtime_alone()
    {
        using var assembly = Read("Clockit.Contracts");
        Assert.All(assembly.MainModule.AssemblyReferences, reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
    }

    public static TheoryData<string> ServiceNames() => [.. Services];

    private static AssemblyDefinition Read(string name) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));

    private static bool IsWithin(string name, string @namespace) =>
        name.StartsWith(@namespace, StringComparison.Ordinal) && (name.Length == @namespace.Length || name[@namespace.Length] == '.');

    private static string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.Namespace;
    }

    /// <summary>The namespaces of everything that a type mentions: bases, members, attributes, and what its code calls.</summary>
    private static IEnumerable<string> TypesUsedBy(TypeDefinition type)
    {
        var used = new List<TypeReference?> { type.BaseType };
        used.AddRange(type.Interfaces.Select(contract => contract.InterfaceType));
        used.AddRange(type.Fields.Select(field => field.FieldType));
        used.AddRange(type.Properties.Select(property => property.PropertyType));
        used.AddRange(type.CustomAttributes.Select(attribute => attribute.AttributeType));
        foreach (var method in type.Methods)
        {
            used.Add(method.ReturnType);
            used.AddRange(method.Parameters.Select(parameter => parameter.ParameterType));
            if (!method.HasBody)
            {
                continue;
            }

            used.AddRange(method.Body.Variables.Select(variable => variable.VariableType));
            used.AddRange(method.Body.Instructions.Select(Operand));
        }

        return used.OfType<TypeReference>().SelectMany(Parts).Select(NamespaceOf);
    }

    private static TypeReference? Operand(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => type,
        MemberReference member => member.DeclaringType,
        _ => null,
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
