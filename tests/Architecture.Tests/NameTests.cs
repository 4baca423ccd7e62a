using System.Text.RegularExpressions;

namespace Clockit.Architecture.Tests;

/// <summary>A type's name means one thing in the whole product.</summary>
public sealed partial class NameTests
{
    /// <summary>Names that may exist once per project, each with its reason.</summary>
    private static readonly Dictionary<string, string> Shared = new(StringComparer.Ordinal)
    {
        ["ApiExtensions"] = "composes a service's Api layer, the same in every service",
        ["ApplicationExtensions"] = "composes a service's Application layer, the same in every service",
        ["InfrastructureExtensions"] = "composes a service's Infrastructure layer, the same in every service",
        ["Workers"] = "lists a service's background work, the same in every service",
        ["InternalEndpoints"] = "what a service answers to the others, the same in every service",
        ["DatabaseMigration"] = "brings a service's database up to date, the same in every service with one",
        ["FollowerPage"] = "the same page at both ends of an internal call",
        ["ChatCounts"] = "the same counts at both ends of an internal call",
        ["Program"] = "the compiler's name for a program",
    };

    [Fact]
    public void No_type_name_exists_in_two_projects()
    {
        var twice =
            from assembly in Code.ProductAssemblies()
            from name in TopLevelTypes(assembly)
            group assembly by name into uses
            where uses.Distinct(StringComparer.Ordinal).Count() > 1 && !Shared.ContainsKey(uses.Key)
            orderby uses.Key
            select $"{uses.Key}: {string.Join(", ", uses.Distinct(StringComparer.Ordinal))}";
        Assert.Empty(twice);
    }

    private static List<string> TopLevelTypes(string assemblyName)
    {
        using var assembly = Code.Read(assemblyName);
        return [.. assembly.MainModule.Types
            .Where(type => type.Namespace.StartsWith("Clockit", StringComparison.Ordinal) || type.Namespace.Length == 0)
            // A migration is named after its change, and only its own database sees it.
            .Where(type => !type.Namespace.EndsWith(".Migrations", StringComparison.Ordinal))
            .Select(type => type.Name)
            .Where(name => Written().IsMatch(name))];
    }

    /// <summary>Names of types that somebody wrote: the compiler's have characters that C# does not allow.</summary>
    [GeneratedRegex(@"^[A-Za-z]\w*(`\d+)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Written();
}
