using System.Globalization;
using System.Net;
using Clockit.ServiceDefaults;

namespace Clockit.Gateway.Api.Edge;

/// <summary>Who may call the gateway, and through whom. Read once at start; <c>docs/operate/edge.md</c> lists the settings.</summary>
/// <param name="Origin">Where browsers reach the installation.</param>
/// <param name="TrustedProxies"><c>Gateway:TrustedProxies</c>: whose word counts for a caller's address, scheme and host. Nobody's by default.</param>
/// <param name="AllowedOrigins"><c>Gateway:AllowedOrigins</c>: other sites whose pages may use a visitor's session.</param>
/// <param name="AllowedHosts"><c>Gateway:AllowedHosts</c>: other names under which the gateway answers.</param>
/// <param name="ImageSources"><c>Gateway:ImageSources</c>: other sites from which pages load pictures.</param>
internal sealed record EdgeOptions(
    PublicOrigin Origin,
    IReadOnlyList<IPNetwork> TrustedProxies,
    IReadOnlyList<string> AllowedOrigins,
    IReadOnlyList<string> AllowedHosts,
    IReadOnlyList<string> ImageSources)
{
    private static readonly char[] Separators = [',', ' ', ';'];

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static EdgeOptions Read(IConfiguration configuration) => new(
        PublicOrigin.Read(configuration),
        [.. List(configuration, "Gateway:TrustedProxies").Select(Network)],
        [.. List(configuration, "Gateway:AllowedOrigins").Select(text => OriginIn("Gateway:AllowedOrigins", text))],
        [.. List(configuration, "Gateway:AllowedHosts").Select(Host)],
        [.. List(configuration, "Gateway:ImageSources").Select(text => OriginIn("Gateway:ImageSources", text))]);

    /// <summary>Whether a connection from this address is a trusted proxy's.</summary>
    public bool IsProxy(IPAddress? address)
    {
        if (address is null || TrustedProxies.Count == 0)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return TrustedProxies.Any(network => network.Contains(plain));
    }

    /// <summary>Whether pages of this origin may use a visitor's session.</summary>
    public bool IsOwn(string origin) =>
        string.Equals(origin, Origin.Value, StringComparison.OrdinalIgnoreCase) || AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>A list in one value with commas, or one value each (<c>Gateway__TrustedProxies__0</c>).</summary>
    private static IEnumerable<string> List(IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        return new[] { section.Value }.Concat(section.GetChildren().Select(child => child.Value))
            .SelectMany(value => (value ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static IPNetwork Network(string text)
    {
        var parsed = text.Contains('/', StringComparison.Ordinal)
            ? IPNetwork.TryParse(text, out var network)
            : IPNetwork.TryParse(string.Create(CultureInfo.InvariantCulture, $"{text}/{(text.Contains(':', StringComparison.Ordinal) ? 128 : 32)}"), out network);
        return parsed ? network : throw Wrong("Gateway:TrustedProxies", "addresses and networks, such as 10.0.0.7 or 10.1.0.0/16", text);
    }

    private static string OriginIn(string key, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "", PathAndQuery: "/", Fragment: "" }
            ? address.GetLeftPart(UriPartial.Authority)
            : throw Wrong(key, "origins, such as https://www.example", text);

    private static string Host(string text) =>
        Uri.CheckHostName(text.Trim('[', ']')) is not UriHostNameType.Unknown ? text : throw Wrong("Gateway:AllowedHosts", "host names without port, such as live.example", text);

    private static InvalidOperationException Wrong(string key, string expected, string text) => new($"{key} must hold {expected}, not '{text}'.");
}
