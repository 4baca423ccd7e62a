using System.Text.Json.Nodes;
using Clockit.Gateway.Api.Edge;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clockit.ApiDocuments.Tests.OpenApi;

/// <summary>
/// Adds to each operation what its metadata says (<see cref="EndpointDescriptions"/>) and what all have in common:
/// who must be signed in, and the problems of the pipeline around the endpoint, the gateway's included. What refers to
/// the merged document's components is left in extensions, from which <see cref="MergedDocument"/> makes it.
/// </summary>
internal sealed class OperationRules : IOpenApiOperationTransformer
{
    /// <summary>Codes by status.</summary>
    public const string Problems = "x-problems";

    /// <summary><c>none</c>, <c>optional</c> or <c>required</c>.</summary>
    public const string Security = "x-security";

    private static readonly Dictionary<string, string> PathParameters = new(StringComparer.Ordinal)
    {
        ["id"] = "The stream.",
        ["streamId"] = "The stream.",
        ["userId"] = "The account.",
        ["username"] = "The account's name, regardless of case.",
        ["messageId"] = "The message.",
        ["tokenId"] = "The API token, as `GET /api/auth/tokens` lists it.",
        ["sessionId"] = "The session. The `Location` of the answer that began a media session ends with it; `GET /api/auth/sessions` lists an account's.",
    };

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var codes = new SortedDictionary<int, SortedSet<string>>();
        foreach (var problems in metadata.OfType<ProblemsDescription>())
        {
            Add(problems.Status, [.. problems.Codes]);
        }

        Secure(operation, metadata, Add);
        ReadRequest(operation, context, Add);
        Add(StatusCodes.Status429TooManyRequests, ProblemCodes.RequestRateLimited);
        if (operation.Responses?.ContainsKey("503") is not true)
        {
            Add(StatusCodes.Status503ServiceUnavailable, ProblemCodes.ServiceUnavailable);
        }

        DescribeHeaders(operation, metadata);
        operation.AddExtension(Problems, new JsonNodeExtension(new JsonObject(codes.Select(status => KeyValuePair.Create(
            status.Key.ToString(), (JsonNode?)new JsonArray([.. status.Value.Select(code => (JsonNode)code)]))))));
        return Task.CompletedTask;

        void Add(int status, params string[] added)
        {
            codes.TryAdd(status, new SortedSet<string>(StringComparer.Ordinal));
            codes[status].UnionWith(added);
        }
    }

    private delegate void AddCodes(int status, params string[] codes);

    private static void Secure(OpenApiOperation operation, IList<object> metadata, AddCodes add)
    {
        var authorize = metadata.OfType<IAuthorizeData>().ToList();
        var isAnonymous = metadata.OfType<IAllowAnonymous>().Any();
        operation.AddExtension(Security, new JsonNodeExtension(isAnonymous ? "none" : authorize.Count == 0 ? "optional" : "required"));
        if (isAnonymous || authorize.Count == 0)
        {
            return;
        }

        add(StatusCodes.Status401Unauthorized, ProblemCodes.AuthRequired);
        if (authorize.Exists(rule => rule.Policy is not null || rule.Roles is not null))
        {
            add(StatusCodes.Status403Forbidden, ProblemCodes.AuthForbidden);
        }
    }

    private static void ReadRequest(OpenApiOperation operation, OpenApiOperationTransformerContext context, AddCodes add)
    {
        if (!HttpMethods.IsGet(context.Description.HttpMethod!))
        {
            add(StatusCodes.Status403Forbidden, EdgeCodes.OriginNotAllowed);
        }

        if (operation.RequestBody is not null)
        {
            add(StatusCodes.Status400BadRequest, ProblemCodes.RequestInvalid);
            add(StatusCodes.Status413PayloadTooLarge, ProblemCodes.RequestTooLarge);
            add(StatusCodes.Status415UnsupportedMediaType, ProblemCodes.RequestUnsupportedMediaType);
        }

        foreach (var parameter in context.Description.ParameterDescriptions)
        {
            if (parameter.Source.Id is "Path" && parameter.RouteInfo?.Constraints?.Any() is true)
            {
                add(StatusCodes.Status404NotFound, ProblemCodes.RouteNotFound);
            }

            if (parameter.Source.Id is "Query" && parameter.Type != typeof(string))
            {
                add(StatusCodes.Status400BadRequest, ProblemCodes.RequestInvalid);
            }
        }
    }

    private static void DescribeHeaders(OpenApiOperation operation, IList<object> metadata)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            parameter.Description ??= PathParameters.GetValueOrDefault(parameter.Name!);
        }

        foreach (var header in metadata.OfType<RequestHeaderDescription>().Select(description => description.Header))
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = header.Name,
                In = ParameterLocation.Header,
                Description = header.Description,
                Schema = SchemaOf(header),
                Example = header.Example,
            });
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            var headers = metadata.OfType<ResponseHeaderDescription>().Where(answer => answer.Status.ToString() == status).Select(answer => answer.Header);
            foreach (var header in status is "201" ? headers.Append(HeaderDescription.Location) : headers)
            {
                var described = (OpenApiResponse)response;
                described.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
                described.Headers[header.Name] = new OpenApiHeader { Description = header.Description, Schema = SchemaOf(header), Example = header.Example };
            }
        }
    }

    private static OpenApiSchema SchemaOf(HeaderDescription header) => new() { Type = JsonSchemaType.String, MaxLength = header.MaxLength };
}
