using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Clockit.Architecture.Tests;

/// <summary>Reads compiled assemblies without loading them.</summary>
internal static class Code
{
    /// <summary>The assemblies of the product, app host aside, that the tests refer to.</summary>
    public static IEnumerable<string> ProductAssemblies() =>
        from path in Directory.EnumerateFiles(AppContext.BaseDirectory, "Clockit.*.dll")
        let name = Path.GetFileNameWithoutExtension(path)
        where !name.EndsWith(".Tests", StringComparison.Ordinal)
        select name;

    public static AssemblyDefinition Read(string name) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));

    public static bool IsWithin(string name, string @namespace) =>
        name.StartsWith(@namespace, StringComparison.Ordinal) && (name.Length == @namespace.Length || name[@namespace.Length] == '.');

    public static string NamespaceOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.Namespace;
    }

    /// <summary>The namespaces of everything that a type mentions: bases, members, attributes, and what its code calls.</summary>
    public static IEnumerable<string> NamespacesUsedBy(TypeDefinition type)
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
