using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Clockit.ApiDocuments.Tests.OpenApi;

/// <summary>What one service says of its HTTP API, and the endpoints that it really has.</summary>
internal sealed record ServiceDocument(JsonObject Document, IReadOnlyList<RouteEndpoint> Endpoints)
{
    /// <summary>An address that nothing listens on.</summary>
    private const string Nowhere = "http://127.0.0.1:9";

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:accounts"] = "Host=127.0.0.1;Port=9",
        ["ConnectionStrings:streams"] = "Host=127.0.0.1;Port=9",
        ["ConnectionStrings:messaging"] = "amqp://127.0.0.1:9",
        ["ConnectionStrings:redis"] = "127.0.0.1:9,connectTimeout=10",
        ["services:gateway:http:0"] = Nowhere,
        ["services:stream-service:http:0"] = Nowhere,
        ["services:chat-service:http:0"] = Nowhere,
        ["services:signaling-service:http:0"] = Nowhere,
        ["Internal:ServiceKey"] = "described",
        ["StreamKeys:Secret"] = "0123456789abcdef0123456789abcdef",
    };

    private static readonly Type[] Nameless = [typeof(JsonElement), typeof(PipeReader)];

    /// <summary>Builds the service whose assembly holds <typeparamref name="TEntryPoint"/>, without its servers and background work.</summary>
    public static async Task<ServiceDocument> ReadAsync<TEntryPoint>()
        where TEntryPoint : class
    {
        await using var factory = new WebApplicationFactory<TEntryPoint>().WithWebHostBuilder(web =>
        {
            foreach (var (key, value) in Settings)
            {
                web.UseSetting(key, value);
            }

            web.UseSetting("Logging:LogLevel:Default", "None");
            web.ConfigureTestServices(services =>
            {
                var background = services.Where(service =>
                    service.ServiceType == typeof(IHostedService) && service.ImplementationType?.FullName is not "Microsoft.AspNetCore.Hosting.GenericWebHostService").ToList();
                background.ForEach(service => services.Remove(service));
                services.AddOpenApi("v1", Configure);
            });
        });
        var provider = factory.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync();
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        var endpoints = factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        return new ServiceDocument(JsonNode.Parse(json)!.AsObject(), endpoints);
    }

    private static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // What is no type of ours has no name in the document.
        options.CreateSchemaReferenceId = type => !Nameless.Contains(type.Type) && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } id ? NameOf(type.Type, id) : null;
        options.AddSchemaTransformer<SchemaRules>();
        options.AddOperationTransformer<OperationRules>();
    }

    /// <summary><c>StreamResponse</c> is <c>Stream</c> in the document, and what belongs to chat says so.</summary>
    private static string NameOf(Type type, string id)
    {
        var name = id.EndsWith("Response", StringComparison.Ordinal) ? id[..^"Response".Length] : id;
        return type.Namespace?.StartsWith("Clockit.ChatService", StringComparison.Ordinal) is true ? $"Chat{name}" : name;
    }
}
