using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Clockit.ApiDocuments.Tests;

/// <summary>The XML comments of types and properties, as Markdown.</summary>
internal static partial class XmlComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Known = new();

    /// <summary>The summary of a type.</summary>
    public static string? Of(Type type) => Text(Find(type, $"T:{NameOf(type)}")?.Element("summary"));

    /// <summary>The summary of a property, what its record says of the parameter that it comes from, or what its interface says.</summary>
    public static string? Of(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Text(Find(type, $"P:{NameOf(type)}.{property.Name}")?.Element("summary")
                ?? Find(type, $"T:{NameOf(type)}")?.Elements("param").FirstOrDefault(parameter => (string?)parameter.Attribute("name") == property.Name))
            ?? type.GetInterfaces().Select(contract => contract.GetProperty(property.Name)).OfType<PropertyInfo>().Select(Of).FirstOrDefault();
    }

    private static XElement? Find(Type type, string member) =>
        Known.GetOrAdd(type.Assembly, Read).GetValueOrDefault(member);

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal)
            : [];
    }

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string? Text(XElement? element) =>
        element is null ? null : Space().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } reference when reference.Attribute("cref")!.Value is var target =>
            $"`{(target.StartsWith("P:", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(LastOf(target)) : LastOf(target))}`",
        XElement { Name.LocalName: "paramref" } parameter => $"`{JsonNamingPolicy.CamelCase.ConvertName(parameter.Attribute("name")!.Value)}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    private static string LastOf(string target) => target.Split('.', ':')[^1];

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Space();
}
