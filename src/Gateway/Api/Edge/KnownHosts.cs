using System.Net;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.Gateway.Api.Edge;

/// <summary>
/// The gateway answers under its own names only. A page of another site whose name its owner points at this machine (DNS
/// rebinding) would otherwise be of the same origin as this installation in the browser's eyes.
/// </summary>
internal static class KnownHosts
{
    /// <summary>421 (RFC 9110, section 15.5.20) for any other name. Probes ask by address, so health answers everybody.</summary>
    public static void UseKnownHosts(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<EdgeOptions>();
        HashSet<string> known = new(edge.AllowedHosts, StringComparer.OrdinalIgnoreCase) { edge.Origin.Host, "localhost" };
        // The services reach the gateway under the name by which they were told of it.
        foreach (var address in app.Configuration.GetSection("services:gateway:http").GetChildren())
        {
            if (Uri.TryCreate(address.Value, UriKind.Absolute, out var own))
            {
                known.Add(own.Host);
            }
        }

        app.Use((context, next) =>
        {
            var host = context.Request.Host.Host;
            return known.Contains(host) || IsLoopback(host) || IsProbe(context.Request.Path)
                ? next(context)
                : ApiProblem.Create(StatusCodes.Status421MisdirectedRequest, EdgeCodes.UnknownHost, "This server does not answer under that name; its operator sets PublicOrigin or Gateway:AllowedHosts.").ExecuteAsync(context);
        });
    }

    private static bool IsLoopback(string host) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address) ? IPAddress.IsLoopback(address) : host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    private static bool IsProbe(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal);
}
