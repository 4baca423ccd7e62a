using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Clockit.ApiDocuments.Tests.OpenApi;

/// <summary>
/// What the comments and attributes of a property or parameter say and the library does not read: descriptions, allowed
/// values, formats of text, and what is required. A request needs what is marked <see cref="RequiredAttribute"/>; an answer always has everything
/// but what is left out when it is null.
/// </summary>
internal sealed class SchemaRules : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (AttributesOf(context) is { } attributes)
        {
            Apply(schema, attributes);
        }

        // Read and written by a converter of ours, of which the library cannot know that it makes text.
        if (schema.Format is "date-time")
        {
            schema.Type ??= context.JsonPropertyInfo?.PropertyType == typeof(DateTimeOffset?) ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        }

        // An object has one schema, whatever property it is in.
        var isObject = context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 };
        var described = context.JsonPropertyInfo?.AttributeProvider is PropertyInfo property && !isObject ? XmlComments.Of(property) : XmlComments.Of(context.JsonTypeInfo.Type);
        schema.Description = described ?? schema.Description;
        if (isObject)
        {
            var isRequest = context.JsonTypeInfo.Type.Name.EndsWith("Request", StringComparison.Ordinal);
            schema.Required = context.JsonTypeInfo.Properties.Where(property => isRequest ? IsMarkedRequired(property) : IsAlwaysWritten(property))
                .Select(property => property.Name).Where(schema.Properties!.ContainsKey).ToHashSet(StringComparer.Ordinal);
        }

        if (context.JsonPropertyInfo is { } member && (IsMarkedRequired(member) || !IsAlwaysWritten(member)))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }

    private static ICustomAttributeProvider? AttributesOf(OpenApiSchemaTransformerContext context) =>
        context.JsonPropertyInfo?.AttributeProvider
        ?? (context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo;

    private static void Apply(OpenApiSchema schema, ICustomAttributeProvider provider)
    {
        var attributes = provider.GetCustomAttributes(inherit: true);
        if (attributes.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
        {
            var target = schema.Type?.HasFlag(JsonSchemaType.Array) is true ? (OpenApiSchema)schema.Items! : schema;
            target.Enum = [.. allowed.Values.Select(value => (JsonNode)JsonValue.Create((string)value!))];
            if (target.Type?.HasFlag(JsonSchemaType.Null) is true)
            {
                target.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }

        if (attributes.OfType<DataTypeAttribute>().FirstOrDefault()?.CustomDataType is { } format)
        {
            schema.Type ??= JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = format;
        }

        // The services read numbers of a query as text, to list what is wrong with them by field.
        if (attributes.OfType<RangeAttribute>().Any() && schema.Type?.HasFlag(JsonSchemaType.String) is true)
        {
            schema.Type = JsonSchemaType.Integer;
        }
    }

    private static bool IsMarkedRequired(JsonPropertyInfo property) => property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) is true;

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).Length is not > 0;
}
