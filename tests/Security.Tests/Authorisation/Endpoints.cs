using System.Text.RegularExpressions;
using Clockit.Security.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Model;

namespace Clockit.Security.Tests.Authorisation;

/// <summary>What the four services map, apart from what the gateway only forwards.</summary>
internal static partial class Endpoints
{
    private const string Internal = "/internal";

    /// <summary>As the matrix writes them: method, or <c>ANY</c>, and path without constraints.</summary>
    public static IReadOnlyCollection<string> Of(Installation installation) =>
        All(installation).Where(endpoint => !endpoint.Path.StartsWith(Internal, StringComparison.Ordinal)).Select(endpoint => $"{endpoint.Method} {endpoint.Path}").ToHashSet(StringComparer.Ordinal);

    /// <summary>What the services ask each other.</summary>
    public static IReadOnlyCollection<(string Method, string Path)> InternalOf(Installation installation) =>
        All(installation).Where(endpoint => endpoint.Path.StartsWith(Internal, StringComparison.Ordinal)).ToHashSet();

    /// <summary>The path with its parameters filled in, all by the same value.</summary>
    public static string Fill(string path, string value) => Parameter().Replace(path, value);

    private static IEnumerable<(string Method, string Path)> All(Installation installation) => installation.Providers
        .SelectMany(services => services.GetRequiredService<EndpointDataSource>().Endpoints)
        .OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<RouteModel>() is null)
        // HEAD answers as GET does, and tells no more.
        .SelectMany(endpoint => Methods(endpoint).Where(method => method is not "HEAD").Select(method => (method, PathOf(endpoint))));

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"];

    private static string PathOf(RouteEndpoint endpoint) =>
        "/" + Parameter().Replace(endpoint.RoutePattern.RawText ?? "", "{${name}}").Trim('/');

    [GeneratedRegex(@"\{(?<name>[^:}]+)[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
