using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Clockit.Contracts;
using Clockit.Messaging.Bus;

namespace Clockit.ApiDocuments.Tests.AsyncApi;

/// <summary>The events of <see cref="EventCatalog"/> as an AsyncAPI 3.0 document: a channel for each routing key.</summary>
internal static class EventDocument
{
    private const string AmqpBinding = "0.3.0";

    private static readonly JsonSchemaExporterOptions Exporting = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };

    /// <summary>The document as it is committed, from the records of Contracts, their comments and <see cref="EventExamples"/>.</summary>
    public static string Create()
    {
        var events = EventCatalog.EventTypes.OrderBy(EventCatalog.RoutingKeyOf, StringComparer.Ordinal).ToList();
        var document = new JsonObject
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Clockit Live events",
                ["version"] = "1",
                ["description"] =
                    $"What happens on streams, on the durable topic exchange `{EventCatalog.Exchange}` of RabbitMQ: bind a queue of your own to the routing keys that you want. " +
                    "Delivery is at least once, with a stable `eventId` (also the AMQP message id), and in order per stream. Ignore properties that you do not know. `docs/events.md` says more.",
                ["license"] = new JsonObject { ["name"] = "MIT" },
            },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject
            {
                ["messaging"] = new JsonObject
                {
                    ["host"] = "{host}",
                    ["protocol"] = "amqp",
                    ["protocolVersion"] = "0.9.1",
                    ["description"] = "The installation's RabbitMQ; `./clockit status --json` lists its address.",
                    ["variables"] = new JsonObject { ["host"] = new JsonObject { ["description"] = "Host and port.", ["default"] = "localhost:5672" } },
                },
            },
            ["channels"] = Each(events, NameOf, Channel),
            ["operations"] = Each(events, type => $"send{type.Name}", Operation),
            ["components"] = new JsonObject
            {
                ["messages"] = Each(events, type => type.Name, Message),
                ["schemas"] = Each(events, type => type.Name, type => EventJson.Options.GetJsonSchemaAsNode(type, Exporting)),
            },
        };
        return Documents.Format(document);
    }

    private static JsonObject Each(IEnumerable<Type> events, Func<Type, string> name, Func<Type, JsonNode> content) =>
        new(events.Select(type => KeyValuePair.Create(name(type), (JsonNode?)content(type))));

    private static string NameOf(Type type) => JsonNamingPolicy.CamelCase.ConvertName(type.Name);

    private static JsonObject Channel(Type type) => new()
    {
        ["address"] = EventCatalog.RoutingKeyOf(type),
        ["description"] = $"Messages with this routing key on `{EventCatalog.Exchange}`.",
        ["messages"] = new JsonObject { [type.Name] = Reference($"components/messages/{type.Name}") },
        ["bindings"] = new JsonObject
        {
            ["amqp"] = new JsonObject
            {
                ["is"] = "routingKey",
                ["exchange"] = new JsonObject { ["name"] = EventCatalog.Exchange, ["type"] = "topic", ["durable"] = true, ["autoDelete"] = false },
                ["bindingVersion"] = AmqpBinding,
            },
        },
    };

    private static JsonObject Operation(Type type) => new()
    {
        ["action"] = "send",
        ["channel"] = Reference($"channels/{NameOf(type)}"),
        ["summary"] = XmlComments.Of(type),
        ["messages"] = new JsonArray(Reference($"channels/{NameOf(type)}/messages/{type.Name}")),
        ["bindings"] = new JsonObject { ["amqp"] = new JsonObject { ["deliveryMode"] = 2, ["bindingVersion"] = AmqpBinding } },
    };

    private static JsonObject Message(Type type) => new()
    {
        ["name"] = type.Name,
        ["summary"] = XmlComments.Of(type),
        ["contentType"] = "application/json",
        ["headers"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("MT-MessageType"),
            ["properties"] = new JsonObject
            {
                ["traceparent"] = TraceContext("The W3C trace context of the change."),
                ["MT-Activity-Id"] = TraceContext("The same, for MassTransit."),
                ["MT-MessageType"] = new JsonObject
                {
                    ["type"] = "string",
                    ["description"] = "The type, for MassTransit.",
                    ["const"] = $"urn:message:{type.Namespace}:{type.Name}",
                },
            },
        },
        ["payload"] = Reference($"components/schemas/{type.Name}"),
        ["bindings"] = new JsonObject { ["amqp"] = new JsonObject { ["messageType"] = type.Name, ["bindingVersion"] = AmqpBinding } },
        ["examples"] = new JsonArray([.. EventExamples.Of(type).Select(example => new JsonObject { ["payload"] = JsonNode.Parse(EventJson.Serialize(example)) })]),
    };

    private static JsonObject TraceContext(string description) => new()
    {
        ["type"] = "string",
        ["description"] = description,
        ["pattern"] = "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
    };

    private static JsonObject Reference(string path) => new() { ["$ref"] = $"#/{path}" };

    /// <summary>Adds what the comments say. Events are written with all their properties, and numbers as numbers.</summary>
    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = node.AsObject();
        if (schema["pattern"] is not null)
        {
            schema.Remove("pattern");
            schema["type"] = context.PropertyInfo is { IsGetNullable: true } && Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null
                ? new JsonArray("integer", "null")
                : "integer";
        }

        if (schema["properties"] is JsonObject properties)
        {
            schema["required"] = new JsonArray([.. properties.Select(property => (JsonNode)property.Key)]);
        }

        var description = context.PropertyInfo?.AttributeProvider is PropertyInfo member ? XmlComments.Of(member) : XmlComments.Of(context.TypeInfo.Type);
        if (description is not null)
        {
            schema.Insert(0, "description", description);
        }

        return schema;
    }
}
