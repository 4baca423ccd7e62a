using System.Text.Json.Nodes;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.Testing;

namespace Clockit.ApiDocuments.Tests.OpenApi;

/// <summary>
/// One document of all services: <c>docs/openapi/base.json</c> with the services' paths and schemas, the problems as
/// responses, and the examples of <c>docs/openapi/examples.json</c> (by the name of the body's schema).
/// </summary>
internal sealed class MergedDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "patch", "delete", "options"];

    private static readonly Dictionary<string, string> Statuses = new(StringComparer.Ordinal)
    {
        ["400"] = "The request cannot be read.",
        ["401"] = "Not signed in, or the credentials are not valid.",
        ["403"] = "Not yours to do, or a session cookie from another site's page.",
        ["404"] = "Not there, or private and not yours to see.",
        ["409"] = "In the wrong state for this.",
        ["412"] = "Changed since it was read.",
        ["413"] = "The body is larger than 64 KiB.",
        ["415"] = "The body is not of a type that is taken here.",
        ["416"] = "The file has no such range.",
        ["422"] = "Some fields are not valid; `errors` lists them.",
        ["428"] = "The entity tag is missing.",
        ["429"] = "Too many requests; try again after the time in `Retry-After`.",
        ["501"] = "This is not offered.",
        ["503"] = "A part of the installation does not answer; try again in a moment.",
    };

    private readonly JsonObject _document;
    private readonly JsonObject _examples;

    private MergedDocument(JsonObject document, JsonObject examples)
    {
        _document = document;
        _examples = examples;
    }

    /// <summary>The document as it is committed, with paths and components sorted.</summary>
    public static string Create(IEnumerable<ServiceDocument> services)
    {
        var merged = new MergedDocument(Read("base.json"), Read("examples.json"));
        foreach (var service in services)
        {
            merged.Add(service.Document);
        }

        merged.Sort();
        return Documents.Format(merged._document);
    }

    private JsonObject Paths => _document["paths"]!.AsObject();

    private JsonObject Component(string kind) => _document["components"]![kind]!.AsObject();

    private static JsonObject Read(string file) => JsonNode.Parse(Repository.Read($"docs/openapi/{file}"))!.AsObject();

    private void Add(JsonObject service)
    {
        foreach (var (name, schema) in service["components"]?["schemas"]?.AsObject() ?? [])
        {
            var added = WithoutNeedlessNulls(schema!.DeepClone().AsObject(), name);
            if (Component("schemas")[name] is { } known && !JsonNode.DeepEquals(known, added))
            {
                throw new InvalidOperationException($"Two schemas are called {name}; rename one of the types.");
            }

            Component("schemas")[name] = added;
        }

        foreach (var (path, operations) in service["paths"]!.AsObject())
        {
            var target = Paths[path]?.AsObject() ?? [];
            foreach (var (method, operation) in operations!.AsObject())
            {
                target[method] = Complete(operation!.DeepClone().AsObject());
            }

            Paths[path] = target;
        }
    }

    /// <summary>An answer's property that may be missing is not written when it is null, so it is never null.</summary>
    private static JsonObject WithoutNeedlessNulls(JsonObject schema, string name)
    {
        var required = schema["required"]?.AsArray().Select(property => (string)property!).ToList() ?? [];
        foreach (var (property, type) in (schema["properties"]?.AsObject() ?? []).ToList())
        {
            var isOptional = !name.EndsWith("Request", StringComparison.Ordinal) && !required.Contains(property, StringComparer.Ordinal);
            if (isOptional && type?["oneOf"] is JsonArray { Count: 2 } either && (string?)either[0]!["type"] is "null")
            {
                schema["properties"]![property] = either[1]!.DeepClone();
            }
        }

        return schema;
    }

    private JsonObject Complete(JsonObject operation)
    {
        var responses = operation["responses"]!.AsObject();
        foreach (var (status, codes) in operation[OperationRules.Problems]!.AsObject())
        {
            responses[status] = Problem(status, [.. codes!.AsArray().Select(code => (string)code!)]);
        }

        JsonNode[] schemes = [new JsonObject { ["session"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }];
        operation["security"] = (string)operation[OperationRules.Security]! switch
        {
            "none" => [],
            "optional" => new JsonArray([new JsonObject(), .. schemes]),
            _ => new JsonArray(schemes),
        };
        operation.Remove(OperationRules.Problems);
        operation.Remove(OperationRules.Security);
        operation["responses"] = new JsonObject(responses.OrderBy(response => response.Key, StringComparer.Ordinal).Select(Copy));
        AddExample(operation["requestBody"]);
        foreach (var (_, response) in operation["responses"]!.AsObject())
        {
            AddExample(response);
        }

        return operation;
    }

    /// <summary>What has one code only is the same everywhere, and stands among the components.</summary>
    private JsonObject Problem(string status, string[] codes)
    {
        var response = new JsonObject
        {
            ["description"] = Statuses[status],
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject
                {
                    ["schema"] = new JsonObject
                    {
                        ["allOf"] = new JsonArray(
                            new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                            new JsonObject
                            {
                                ["type"] = "object",
                                ["required"] = new JsonArray("code"),
                                ["properties"] = new JsonObject { ["code"] = new JsonObject { ["enum"] = new JsonArray([.. codes.Select(code => (JsonNode)code)]) } },
                            }),
                    },
                },
            },
        };
        if (status is "429" or "503")
        {
            response["headers"] = new JsonObject
            {
                [HeaderDescription.RetryAfter.Name] = new JsonObject
                {
                    ["description"] = HeaderDescription.RetryAfter.Description,
                    ["schema"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 },
                },
            };
        }

        if (codes is not [var only])
        {
            return response;
        }

        var name = $"{status}.{only}";
        Component("responses").TryAdd(name, response);
        return new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
    }

    private void AddExample(JsonNode? body)
    {
        if (body?["content"]?["application/json"] is not JsonObject json)
        {
            return;
        }

        var isList = json["schema"]?["items"] is not null;
        // An optional body is "null or …".
        var schema = (string?)(isList ? json["schema"]!["items"] : json["schema"])?["$ref"] ?? (string?)json["schema"]?["oneOf"]?[1]?["$ref"];
        if (schema is not null && _examples[schema.Split('/')[^1]] is { } example)
        {
            json["example"] = isList ? new JsonArray(example.DeepClone()) : example.DeepClone();
        }
    }

    private void Sort()
    {
        _document["paths"] = new JsonObject(Paths.OrderBy(path => path.Key, StringComparer.Ordinal).Select(path => KeyValuePair.Create(
            path.Key, (JsonNode?)new JsonObject(path.Value!.AsObject().OrderBy(operation => Array.IndexOf(Methods, operation.Key)).Select(Copy)))));
        foreach (var kind in (string[])["schemas", "responses"])
        {
            _document["components"]![kind] = new JsonObject(Component(kind).OrderBy(component => component.Key, StringComparer.Ordinal).Select(Copy));
        }
    }

    private static KeyValuePair<string, JsonNode?> Copy(KeyValuePair<string, JsonNode?> member) => KeyValuePair.Create(member.Key, member.Value?.DeepClone());
}
