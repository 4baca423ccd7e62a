using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Clockit.AppHost;

/// <summary>What the caller of <c>./clockit up</c> chose.</summary>
internal sealed record LocalSettings
{
    /// <summary><c>CLOCKIT_DATA</c>: data, logs and sockets of every server; <c>.clockit</c> in the repository when it is not said.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>CLOCKIT_HOST</c>: the name or the address that the gateway listens on; <c>localhost</c> when it is not said.</summary>
    public required string Host { get; init; }

    /// <summary><c>CLOCKIT_PORT</c>, the gateway's.</summary>
    public required int Port { get; init; }

    /// <summary><c>CLOCKIT_DASHBOARD_HOST</c>: as <see cref="Host"/>, for Aspire's dashboard.</summary>
    public required string DashboardHost { get; init; }

    /// <summary><c>CLOCKIT_DASHBOARD_PORT</c></summary>
    public required int DashboardPort { get; init; }

    /// <summary><c>CLOCKIT_REPLICAS</c>, of every service behind the gateway, 1 to 8.</summary>
    public required int Replicas { get; init; }

    /// <summary>False when <c>CLOCKIT_LIMITS</c> is <c>off</c>.</summary>
    public required bool HasLimits { get; init; }

    /// <summary>
    /// <c>CLOCKIT_PUBLIC_ORIGIN</c> or <c>PublicOrigin</c>: scheme, host and port under which callers reach the gateway,
    /// of which every address in an answer is made. This machine's own when it is not said.
    /// </summary>
    public required string PublicOrigin { get; init; }

    /// <summary><c>CLOCKIT_MEDIA_ADDRESS</c>: the address on which Janus takes and gives media; null is the machine's main one.</summary>
    public required string? MediaAddress { get; init; }

    /// <summary>The token that the dashboard asks for; null where only this machine reaches it.</summary>
    public required string? DashboardToken { get; init; }

    public string LogFolder => Path.Combine(DataFolder, "logs");

    /// <summary>Where this machine reaches the gateway.</summary>
    public string WebUrl => Url(Host, Port);

    /// <summary>Where this machine reaches the dashboard.</summary>
    public string DashboardUrl => Url(DashboardHost, DashboardPort);

    /// <summary>As <see cref="DashboardUrl"/>, with the token that it asks for.</summary>
    public string DashboardLogin => DashboardToken is null ? DashboardUrl : $"{DashboardUrl}/login?t={DashboardToken}";

    /// <summary>Whether only this machine can reach what listens there.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary><see cref="Read"/> for a program's first line: says what is wrong and ends the program.</summary>
    public static LocalSettings ReadOrExit(IConfiguration configuration, string appHostFolder)
    {
        try
        {
            return Read(configuration, appHostFolder);
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(2);
            throw;
        }
    }

    /// <exception cref="FormatException">A setting is not one, or out of bounds; the message names it.</exception>
    public static LocalSettings Read(IConfiguration configuration, string appHostFolder)
    {
        var (host, port) = (HostName(configuration, "CLOCKIT_HOST"), Number(configuration, "CLOCKIT_PORT", 8080, 1, 65_535));
        var dashboardHost = HostName(configuration, "CLOCKIT_DASHBOARD_HOST");
        return new LocalSettings
        {
            DataFolder = Path.GetFullPath(Text(configuration, "CLOCKIT_DATA") ?? Path.Combine(appHostFolder, "../../.clockit")),
            Host = host,
            Port = port,
            DashboardHost = dashboardHost,
            DashboardPort = Number(configuration, "CLOCKIT_DASHBOARD_PORT", 18_888, 1, 65_535),
            Replicas = Number(configuration, "CLOCKIT_REPLICAS", 1, 1, 8),
            HasLimits = OneOf(configuration, "CLOCKIT_LIMITS", ("on", true), ("off", false)) ?? true,
            PublicOrigin = Origin(configuration, "CLOCKIT_PUBLIC_ORIGIN") ?? Origin(configuration, "PublicOrigin") ?? Url(host, port),
            MediaAddress = Text(configuration, "CLOCKIT_MEDIA_ADDRESS"),
            DashboardToken = IsLoopback(dashboardHost)
                ? null
                : Text(configuration, "ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN") ?? RandomNumberGenerator.GetHexString(32, lowercase: true),
        };
    }

    // What listens on every address is reached as localhost, too.
    private static string Url(string host, int port) => host is "0.0.0.0" or "[::]" or "*" or "+" ? $"http://localhost:{port}" : $"http://{host}:{port}";

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } text ? text : null;

    private static int Number(IConfiguration configuration, string key, int fallback, int min, int max)
    {
        if (Text(configuration, key) is not { } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new FormatException($"{key} must be a number from {min} to {max}, not '{text}'.");
    }

    private static T? OneOf<T>(IConfiguration configuration, string key, params (string Name, T Value)[] values)
        where T : struct
    {
        if (Text(configuration, key) is not { } text)
        {
            return null;
        }

        foreach (var (name, value) in values)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new FormatException($"{key} must be {string.Join(" or ", values.Select(v => $"'{v.Name}'"))}, not '{text}'.");
    }

    private static string HostName(IConfiguration configuration, string key)
    {
        var text = Text(configuration, key) ?? "localhost";
        if (IPAddress.TryParse(text.Trim('[', ']'), out var address))
        {
            return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        }

        return Uri.CheckHostName(text) == UriHostNameType.Dns
            ? text
            : throw new FormatException($"{key} must be a host name or an address such as 0.0.0.0, not '{text}'.");
    }

    private static string? Origin(IConfiguration configuration, string key)
    {
        if (Text(configuration, key) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new FormatException($"{key} must be an origin such as https://live.example.org, without a path, not '{text}'.");
    }
}
