using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Clockit.Testing;

/// <summary>
/// Puts a service's tests to a second use: each answer to an operation of <c>docs/openapi/v1.json</c> must have a status,
/// a problem code and a body that the document knows of.
/// </summary>
/// <param name="prefix">Addresses that begin otherwise are not looked at.</param>
public sealed class DocumentedAnswers(string prefix = "/api/") : DelegatingHandler
{
    private static readonly JsonObject Document = JsonNode.Parse(Repository.Read("docs/openapi/v1.json"))!.AsObject();
    private static readonly SchemaCheck Schemas = new(Document);

    /// <summary>Addresses with the fewest parameters first: literal segments win.</summary>
    private static readonly (Regex Path, JsonObject Operations)[] Paths =
    [
        .. Document["paths"]!.AsObject()
            .OrderBy(path => path.Key.Count(character => character == '{'))
            .Select(path => (
                new Regex($"^{Regex.Replace(path.Key, @"\{[^}]+\}", "[^/]+", RegexOptions.None, TimeSpan.FromSeconds(1))}/?$", RegexOptions.NonBacktracking),
                path.Value!.AsObject())),
    ];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (!path.StartsWith(prefix, StringComparison.Ordinal)
            || Paths.FirstOrDefault(known => known.Path.IsMatch(path)).Operations?[request.Method.Method.ToLowerInvariant()] is not JsonObject operation)
        {
            return response;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (Check(operation, response, text) is { Length: > 0 } problem)
        {
            throw new InvalidOperationException($"{request.Method} {path} answered {(int)response.StatusCode}, which docs/openapi/v1.json does not describe: {problem}\n{text}");
        }

        return response;
    }

    private static string? Check(JsonObject operation, HttpResponseMessage response, string text)
    {
        if (operation["responses"]![((int)response.StatusCode).ToString()] is not { } reference)
        {
            return "no such status";
        }

        var described = Schemas.Resolve(reference);
        var missing = (described["headers"]?.AsObject() ?? []).Select(header => header.Key)
            .Where(name => name is "ETag" or "Location" && !response.Headers.Contains(name));
        if (missing.FirstOrDefault() is { } header)
        {
            return $"no header {header}";
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        if (described["content"] is not JsonObject content)
        {
            // A file is no schema's.
            return text.Length == 0 || type?.StartsWith("video/", StringComparison.Ordinal) is true ? null : "a body";
        }

        if (type is not null && !type.EndsWith("json", StringComparison.Ordinal))
        {
            return content.ContainsKey(type) ? null : $"no such content type {type}";
        }

        return type is not null && content[type]?["schema"] is { } schema
            ? string.Join("; ", Schemas.Compare(schema, JsonNode.Parse(text)))
            : $"no such content type {type}";
    }
}
