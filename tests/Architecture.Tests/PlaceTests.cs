using Mono.Cecil;

namespace Clockit.Architecture.Tests;

/// <summary>Things of a kind are found in one place.</summary>
public sealed class PlaceTests
{
    public static TheoryData<string> Services() => ["Clockit.StreamService", "Clockit.ChatService", "Clockit.SignalingService"];

    [Theory]
    [MemberData(nameof(Services))]
    public void Consumers_live_in_Infrastructure_Consumers(string service)
    {
        using var assembly = Code.Read(service);
        var elsewhere =
            from type in assembly.MainModule.GetTypes()
            where type.Interfaces.Any(contract => contract.InterfaceType.Name == "IConsumer`1")
            where !Code.IsWithin(Code.NamespaceOf(type), $"{service}.Infrastructure.Consumers")
            select type.FullName;
        Assert.Empty(elsewhere);
    }

    /// <summary>A worker that is not run by the common helper dies of the first exception that it does not expect, and takes the process along.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    [InlineData("Clockit.Messaging")]
    [InlineData("Clockit.StreamService.Client")]
    public void Background_work_is_run_by_the_common_helper(string assemblyName)
    {
        using var assembly = Code.Read(assemblyName);
        var own =
            from type in assembly.MainModule.GetTypes()
            where type.BaseType?.Name == "BackgroundService" || type.Interfaces.Any(contract => contract.InterfaceType.Name is "IHostedService" or "IHostedLifecycleService")
            select type.FullName;
        Assert.Empty(own);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Workers_are_listed_in_one_place(string service)
    {
        using var assembly = Code.Read(service);
        var elsewhere =
            from type in assembly.MainModule.GetTypes()
            from method in type.Methods
            where method.HasBody && method.Body.Instructions.Any(instruction => instruction.Operand is MethodReference { Name: "AddWorker" or "AddHostedService" })
            where type.FullName != $"{service}.Infrastructure.Workers"
            select $"{type.FullName}.{method.Name}";
        Assert.Empty(elsewhere);
    }

    /// <summary>The transport can be deleted as a whole: only the two places that plug it in name it.</summary>
    [Fact]
    public void Realtime_works_without_its_transport()
    {
        const string transport = "Clockit.Realtime.Transport";
        using var assembly = Code.Read("Clockit.Realtime");
        var plugs = new[] { "Clockit.Realtime.RealtimeServices", "Clockit.Realtime.Hubs.RealtimeEndpoints", "Clockit.Realtime.Hubs.Negotiation" };
        var violations =
            from type in assembly.MainModule.GetTypes()
            where !Code.IsWithin(Code.NamespaceOf(type), transport) && !plugs.Contains(Outermost(type).FullName, StringComparer.Ordinal)
            from used in Code.NamespacesUsedBy(type)
            where Code.IsWithin(used, transport)
            select type.FullName;
        Assert.Empty(violations.Distinct());
    }

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }
}
