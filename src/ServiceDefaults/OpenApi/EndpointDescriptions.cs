using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clockit.ServiceDefaults.OpenApi;

/// <summary>
/// What an endpoint says of itself in <c>docs/openapi/v1.json</c> beyond what its route, its handler's types and its
/// authorisation tell. The document is generated from it by <c>./clockit openapi</c>, which also adds what is common:
/// the problems of reading a body, of signing in, of limits and of services that do not answer.
/// </summary>
public static class EndpointDescriptions
{
    /// <summary>The operation's id (camelCase, unique over all services), a phrase, and who may call it and what happens.</summary>
    public static TBuilder Describe<TBuilder>(this TBuilder endpoint, string operationId, string summary, string description)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .WithName(operationId)
            .WithMetadata(new EndpointSummaryAttribute(summary), new EndpointDescriptionAttribute(description));

    /// <summary>The codes of the problems that the endpoint's own rules answer with under a status.</summary>
    public static TBuilder Problems<TBuilder>(this TBuilder endpoint, int status, params string[] codes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new ProblemsDescription(status, codes));

    /// <summary>A request header that the endpoint reads by itself.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, HeaderDescription header)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequestHeaderDescription(header));

    /// <summary>A header of the answers with a status.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder endpoint, int status, HeaderDescription header)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new ResponseHeaderDescription(status, header));
}

/// <summary>Metadata of <see cref="EndpointDescriptions.Problems"/>.</summary>
public sealed record ProblemsDescription(int Status, IReadOnlyList<string> Codes);

/// <summary>Metadata of <see cref="EndpointDescriptions.Takes"/>.</summary>
public sealed record RequestHeaderDescription(HeaderDescription Header);

/// <summary>Metadata of <see cref="EndpointDescriptions.Answers"/>.</summary>
public sealed record ResponseHeaderDescription(int Status, HeaderDescription Header);

/// <summary>A header as the document tells of it.</summary>
/// <param name="MaxLength">In characters; null when nothing bounds it but the server.</param>
public sealed record HeaderDescription(string Name, string Description, string Example, int? MaxLength = null)
{
    public static readonly HeaderDescription ETag = new("ETag", "The stream's version, a strong entity tag.", "\"3\"");
    public static readonly HeaderDescription IfMatch = new("If-Match", "Entity tags of which one must be the stream's, or `*`. Without it the change is made to whatever the stream is.", "\"3\"");
    public static readonly HeaderDescription IfNoneMatch = new("If-None-Match", "An entity tag from before: while it is the stream's, the answer is 304.", "\"3\"");
    public static readonly HeaderDescription Location = new("Location", "The address of what was created.", "/api/live/01988f2e-7f5d-7c3a-9b1e-5d2f7a4c8e10");
    public static readonly HeaderDescription RetryAfter = new("Retry-After", "Seconds to wait before the same call may succeed.", "2");
    public static readonly HeaderDescription SessionCookie = new("Set-Cookie", "The session cookie: HttpOnly, SameSite=Lax, Secure over https.", "clockit.session=…; path=/; samesite=lax; httponly");
}
