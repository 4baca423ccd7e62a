using Mono.Cecil;

namespace Clockit.Architecture.Tests;

/// <summary>An operator who filters logs by an event's id finds one event.</summary>
public sealed class LogTests
{
    private static readonly string[] Libraries = ["Clockit.ServiceDefaults", "Clockit.Messaging", "Clockit.Realtime", "Clockit.Redis", "Clockit.StreamService.Client"];

    public static TheoryData<string> Processes() =>
    [
        "Clockit.StreamService",
        "Clockit.ChatService",
        "Clockit.SignalingService",
        "Clockit.Gateway Clockit.Accounts",
    ];

    [Theory]
    [MemberData(nameof(Processes))]
    public void No_event_id_exists_twice_in_a_process(string own)
    {
        var twice =
            from name in own.Split(' ').Concat(Libraries)
            from message in MessagesOf(name)
            group message.Method by message.Id into uses
            where uses.Count() > 1
            select $"{uses.Key}: {string.Join(", ", uses)}";
        Assert.Empty(twice);
    }

    private static List<(int Id, string Method)> MessagesOf(string assemblyName)
    {
        using var assembly = Code.Read(assemblyName);
        return [.. from type in assembly.MainModule.GetTypes()
                   from method in type.Methods
                   from attribute in method.CustomAttributes
                   where attribute.AttributeType.Name == "LoggerMessageAttribute"
                   select (IdOf(attribute), method.FullName)];
    }

    private static int IdOf(CustomAttribute attribute) =>
        attribute.Properties.Where(property => property.Name == "EventId").Select(property => (int?)property.Argument.Value).FirstOrDefault()
        ?? (int)attribute.ConstructorArguments[0].Value;
}
