using Microsoft.AspNetCore.HttpOverrides;

namespace Clockit.Gateway.Api.Edge;

internal static class ForwardedCallers
{
    /// <summary>
    /// Takes a caller's address, scheme and host from <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> when the
    /// connection is a trusted proxy's. The list is read from its end for as long as the one who added an entry is trusted
    /// too, so what a caller wrote at its beginning is not believed. It comes before <c>UseTrustedHeaders</c>, which
    /// removes what is left.
    /// </summary>
    public static void UseForwardedCallers(this WebApplication app)
    {
        var edge = app.Services.GetRequiredService<EdgeOptions>();
        if (edge.TrustedProxies.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            ForwardLimit = null,
        };
        // The framework trusts loopback unless told otherwise.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in edge.TrustedProxies)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.UseForwardedHeaders(options);
    }
}
