using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clockit.Testing;

/// <summary>
/// Compares JSON with the schemas of a document, for the keywords that our documents use; any other keyword throws.
/// Stricter than JSON Schema in one thing: an object may have no property that its schema does not name.
/// </summary>
public sealed class SchemaCheck(JsonObject document)
{
    private static readonly string[] Silent = ["title", "description", "default", "example", "examples", "deprecated"];

    /// <summary>What does not fit, each with the path to it; empty when everything does.</summary>
    public IReadOnlyList<string> Compare(JsonNode schema, JsonNode? value)
    {
        var errors = new List<string>();
        Compare(schema.AsObject(), value, "$", errors, isClosed: true);
        return errors;
    }

    /// <summary>What a <c>$ref</c> within the document points to; anything else as it is.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        var resolved = node.AsObject();
        while ((string?)resolved["$ref"] is { } reference)
        {
            resolved = reference[2..].Split('/').Aggregate<string, JsonNode>(document, (parent, name) =>
                parent[name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]
                ?? throw new InvalidOperationException($"{reference} is not in the document.")).AsObject();
        }

        return resolved;
    }

    private void Compare(JsonObject schema, JsonNode? value, string at, List<string> errors, bool isClosed)
    {
        schema = Resolve(schema);
        foreach (var (keyword, expected) in schema)
        {
            var problem = keyword switch
            {
                _ when Silent.Contains(keyword, StringComparer.Ordinal) => null,
                "type" => IsOfType(expected!, value) ? null : $"{KindOf(value)} where {expected!.ToJsonString()} is expected",
                "enum" => expected!.AsArray().Any(one => JsonNode.DeepEquals(one, value)) ? null : $"{value?.ToJsonString()} is none of {expected.ToJsonString()}",
                "const" => JsonNode.DeepEquals(expected, value) ? null : $"{value?.ToJsonString()} is not {expected!.ToJsonString()}",
                "oneOf" or "anyOf" => expected!.AsArray().Any(one => Compare(one!, value).Count == 0) ? null : $"{value?.ToJsonString()} fits none of {keyword}",
                "format" => value is JsonValue && value.GetValueKind() == JsonValueKind.String && !HasFormat((string)expected!, (string)value!) ? $"{value} is no {expected}" : null,
                "pattern" => value is null || Regex.IsMatch((string)value!, (string)expected!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? null : $"{value} does not match {expected}",
                "minLength" => value is null || LengthOf(value) >= (int)expected! ? null : "too short",
                "maxLength" => value is null || LengthOf(value) <= (int)expected! ? null : "too long",
                "minItems" => value is null || value.AsArray().Count >= (int)expected! ? null : "too few",
                "maxItems" => value is null || value.AsArray().Count <= (int)expected! ? null : "too many",
                "minimum" => value is null || (decimal)value >= (decimal)expected! ? null : "too small",
                "maximum" => value is null || (decimal)value <= (decimal)expected! ? null : "too large",
                "required" or "properties" or "additionalProperties" or "items" or "allOf" => null,
                _ => throw new NotSupportedException($"The keyword {keyword} is not supported."),
            };
            if (problem is not null)
            {
                errors.Add($"{at}: {problem}");
            }
        }

        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            Compare(part!.AsObject(), value, at, errors, isClosed: false);
        }

        switch (value)
        {
            case JsonObject members:
                CompareMembers(schema, members, at, errors, isClosed);
                break;
            case JsonArray items when schema["items"] is { } item:
                for (var i = 0; i < items.Count; i++)
                {
                    Compare(item.AsObject(), items[i], $"{at}[{i}]", errors, isClosed: true);
                }

                break;
        }
    }

    private void CompareMembers(JsonObject schema, JsonObject members, string at, List<string> errors, bool isClosed)
    {
        errors.AddRange((schema["required"]?.AsArray() ?? []).Where(name => !members.ContainsKey((string)name!)).Select(name => $"{at}.{name} is missing"));
        foreach (var (name, member) in members)
        {
            if (schema["properties"]?[name] is { } property)
            {
                Compare(property.AsObject(), member, $"{at}.{name}", errors, isClosed: true);
            }
            else if (schema["additionalProperties"] is JsonObject other)
            {
                Compare(other, member, $"{at}.{name}", errors, isClosed: true);
            }
            else if (isClosed && schema["oneOf"] is null && !NamesOf(schema).Contains(name, StringComparer.Ordinal))
            {
                errors.Add($"{at}.{name} is not in the schema");
            }
        }
    }

    private IEnumerable<string> NamesOf(JsonObject schema) =>
        (schema["properties"]?.AsObject() ?? []).Select(property => property.Key)
            .Concat((schema["allOf"]?.AsArray() ?? []).SelectMany(part => NamesOf(Resolve(part!))));

    private static bool IsOfType(JsonNode expected, JsonNode? value) => expected is JsonArray several
        ? several.Any(one => IsOfType(one!, value))
        : (string)expected! switch
        {
            "null" => value is null,
            "integer" => value?.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out _),
            var name => name == KindOf(value),
        };

    private static string KindOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.Value.ToString().ToLowerInvariant(),
    };

    private static int LengthOf(JsonNode value) => ((string)value!).EnumerateRunes().Count();

    private static bool HasFormat(string format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => throw new NotSupportedException($"The format {format} is not supported."),
    };
}
