using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clockit.Gateway.Api.Edge;
using Clockit.ServiceDefaults.Errors;
using Clockit.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Yarp.ReverseProxy.Model;

namespace Clockit.ApiDocuments.Tests.OpenApi;

public sealed partial class OpenApiTests(DescribedServices services)
{
    private const string Committed = "docs/openapi/v1.json";

    /// <summary>Codes of the hubs alone, which this document does not describe.</summary>
    private static readonly string[] HubCodes =
    [
        "chat.reaction_invalid", "chat.too_many_rooms", "media.capacity", "signaling.not_in_room", "signaling.rate_limited",
        "signaling.target_not_in_room", "signaling.too_large", "signaling.too_many_rooms",
    ];

    /// <summary>Codes that any address may answer with, told of in the document's description.</summary>
    private static readonly string[] GeneralCodes =
    [
        EdgeCodes.AddressTooLong, EdgeCodes.HeadersTooLarge, EdgeCodes.UnknownHost, ProblemCodes.RouteMethodNotAllowed, ProblemCodes.ServiceError,
    ];

    private readonly JsonObject _document = JsonNode.Parse(Repository.Read(Committed))!.AsObject();

    private IEnumerable<(string Name, JsonObject Operation)> Operations =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!.AsObject());

    private SchemaCheck Schemas => new(_document);

    [Fact]
    public void The_committed_document_is_what_the_services_say() =>
        Documents.Check(Committed, MergedDocument.Create(services.All));

    [Fact]
    public async Task The_document_is_valid_OpenApi()
    {
        var settings = new OpenApiReaderSettings { RuleSet = ValidationRuleSet.GetDefaultRuleSet() };
        await using var stream = File.OpenRead(Path.Combine(Repository.Root, Committed));
        var (document, diagnostic) = await OpenApiDocument.LoadAsync(stream, "json", settings, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.NotEmpty(document!.Paths);
    }

    [Fact]
    public void Every_endpoint_under_api_and_well_known_is_in_the_document()
    {
        var documented = Operations.Select(operation => Anonymous(operation.Name)).ToHashSet(StringComparer.Ordinal);
        var missing =
            from endpoint in services.All.SelectMany(service => service.Endpoints)
            let path = $"/{endpoint.RoutePattern.RawText!.Trim('/')}"
            where (path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/.well-known/", StringComparison.Ordinal)) && !path.Contains("{**", StringComparison.Ordinal)
            // What the gateway hands on is described by the service that answers it.
            where endpoint.Metadata.GetMetadata<RouteModel>() is null
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            // HEAD answers as GET does, everywhere.
            where method is not "HEAD"
            let name = Anonymous($"{method} {Constraint().Replace(path, "}")}")
            where !documented.Contains(name)
            select name;
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_path_that_the_gateway_hands_on_by_name_is_in_the_document()
    {
        var documented = _document["paths"]!.AsObject().Select(path => Anonymous(path.Key)).ToHashSet(StringComparer.Ordinal);
        var routed = services.Gateway.Endpoints
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(path => path.StartsWith("/api/", StringComparison.Ordinal) && !path.Contains("{**", StringComparison.Ordinal))
            .Select(path => Anonymous(Constraint().Replace(path, "}").TrimEnd('/')));
        Assert.Empty(routed.Except(documented, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_says_what_it_is()
    {
        var tags = _document["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToList();
        Assert.All(Operations, operation =>
        {
            Assert.Matches("^[a-z][A-Za-z]+$", (string?)operation.Operation["operationId"]);
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.Operation["summary"]), $"{operation.Name} has no summary: use Describe.");
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.Operation["description"]), $"{operation.Name} has no description: use Describe.");
            Assert.Contains((string?)Assert.Single(operation.Operation["tags"]!.AsArray()), tags);
            // WHEP's counter-offer is its success.
            Assert.Contains(operation.Operation["responses"]!.AsObject(), response => response.Key[0] is '2' or '3' || response.Key is "406");
            Assert.All(operation.Operation["parameters"]?.AsArray() ?? [], parameter =>
                Assert.False(string.IsNullOrWhiteSpace((string?)parameter!["description"]), $"{operation.Name} does not describe its parameter {parameter["name"]}."));
        });
        Assert.Distinct(Operations.Select(operation => (string?)operation.Operation["operationId"]));
    }

    [Fact]
    public void Every_body_has_an_example_that_fits_its_schema() => Assert.All(Operations, operation =>
    {
        foreach (var body in BodiesOf(operation.Operation))
        {
            Assert.True(body["example"] is not null, $"A body of {operation.Name} has no example in docs/openapi/examples.json for {body["schema"]!.ToJsonString()}.");
            Assert.Empty(Schemas.Compare(body["schema"]!, body["example"]));
        }
    });

    [Fact]
    public void Every_example_is_used()
    {
        var used = Operations.SelectMany(operation => BodiesOf(operation.Operation)).Select(body => body["schema"]!.ToJsonString()).ToList();
        Assert.All(JsonNode.Parse(Repository.Read("docs/openapi/examples.json"))!.AsObject(), example =>
            Assert.Contains(used, schema => schema.Contains($"/{example.Key}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_problem_code_of_the_services_is_in_the_document_and_no_other()
    {
        var documented = Operations.SelectMany(operation => ProblemsOf(operation.Operation)).ToHashSet(StringComparer.Ordinal);
        var known = ((Type[])[typeof(ProblemCodes), typeof(Accounts.Api.AccountsModule), typeof(EdgeCodes), typeof(StreamService.Infrastructure.StreamDbContext), typeof(ChatService.Api.ChatHub), typeof(SignalingService.Api.Hub.LiveHub)])
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Codes", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Empty(documented.Except(known, StringComparer.Ordinal));
        Assert.Equal(HubCodes.Concat(GeneralCodes).Order(StringComparer.Ordinal), known.Except(documented, StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private IEnumerable<JsonObject> BodiesOf(JsonObject operation) =>
        operation["responses"]!.AsObject().Select(response => Schemas.Resolve(response.Value!)).Append(operation["requestBody"]?.AsObject())
            .Select(body => body?["content"]?["application/json"]?.AsObject()).OfType<JsonObject>();

    private IEnumerable<string> ProblemsOf(JsonObject operation) =>
        from response in operation["responses"]!.AsObject()
        let schema = Schemas.Resolve(response.Value!)["content"]?["application/problem+json"]?["schema"]
        where schema is not null
        from code in schema["allOf"]![1]!["properties"]!["code"]!["enum"]!.AsArray()
        select (string)code!;

    /// <summary>Parameters have names, but those do not tell addresses apart.</summary>
    private static string Anonymous(string path) => Parameter().Replace(path, "{}");

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    /// <summary>As in <c>{id:guid}</c>.</summary>
    [GeneratedRegex(@":[a-z]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Constraint();
}
