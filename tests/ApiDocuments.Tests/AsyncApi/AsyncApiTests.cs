using System.Text.Json.Nodes;
using Clockit.Contracts;
using Clockit.Messaging.Bus;
using Clockit.Testing;

namespace Clockit.ApiDocuments.Tests.AsyncApi;

public sealed class AsyncApiTests
{
    private const string Committed = "docs/asyncapi.json";
    private readonly JsonObject _document = JsonNode.Parse(Repository.Read(Committed))!.AsObject();

    public static TheoryData<string> Events() => [.. EventCatalog.EventTypes.Select(type => type.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void The_committed_document_is_what_the_contracts_say() => Documents.Check(Committed, EventDocument.Create());

    [Fact]
    public async Task The_document_is_valid_AsyncApi()
    {
        var (exitCode, output) = await Repository.RunAsync(
            "node", Path.Combine(Repository.Root, "tests/Subscriber/validate.js"), Path.Combine(Repository.Root, Committed));
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Every_routing_key_is_a_channel_of_its_own()
    {
        var channels = _document["channels"]!.AsObject().Select(channel => (string)channel.Value!["address"]!);
        Assert.Equal(EventCatalog.EventTypes.Select(EventCatalog.RoutingKeyOf).Order(StringComparer.Ordinal), channels.Order(StringComparer.Ordinal));
        Assert.All(_document["channels"]!.AsObject(), channel =>
            Assert.Equal(EventCatalog.Exchange, (string?)channel.Value!["bindings"]!["amqp"]!["exchange"]!["name"]));
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_written_with_exactly_the_properties_of_its_schema(string name)
    {
        var schemas = new SchemaCheck(_document);
        var schema = _document["components"]!["schemas"]![name]!;
        var examples = EventExamples.Of(EventCatalog.EventTypes.Single(type => type.Name == name)).Select(example => JsonNode.Parse(EventJson.Serialize(example))!.AsObject()).ToList();
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(schemas.Compare(schema, example)));
        // Each property that may be null is told of as such, and shown with a value too.
        Assert.All(schema["properties"]!.AsObject(), property => Assert.Contains(examples, example => example[property.Key] is not null));
    }
}
