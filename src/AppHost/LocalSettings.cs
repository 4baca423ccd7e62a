using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Clockit.AppHost;

/// <summary>What the caller of <c>./clockit up</c> chose.</summary>
/// <param name="DataFolder"><c>CLOCKIT_DATA</c></param>
/// <param name="Port"><c>CLOCKIT_PORT</c>, the gateway's.</param>
/// <param name="DashboardPort"><c>CLOCKIT_DASHBOARD_PORT</c></param>
/// <param name="Replicas"><c>CLOCKIT_REPLICAS</c>, of every service behind the gateway, 1 to 8.</param>
/// <param name="HasLimits">False when <c>CLOCKIT_LIMITS</c> is <c>off</c>.</param>
/// <param name="Auth"><c>Auth__Authority</c> and its like: an external issuer in place of the embedded accounts; see docs/accounts.md.</param>
/// <param name="PublicOrigin"><c>PublicOrigin</c>, where callers reach the gateway; this machine's address unless a proxy is in front.</param>
internal sealed record LocalSettings(
    string DataFolder, int Port, int DashboardPort, int Replicas, bool HasLimits, IReadOnlyDictionary<string, string> Auth, string PublicOrigin)
{
    public string WebUrl => $"http://localhost:{Port}";

    public string DashboardUrl => $"http://localhost:{DashboardPort}";

    /// <exception cref="FormatException">A number is not one, or out of bounds.</exception>
    public static LocalSettings Read(IConfiguration configuration)
    {
        var port = Number(configuration, "CLOCKIT_PORT", 8080, 1, 65_535);
        return new(
            configuration["CLOCKIT_DATA"] ?? ".clockit",
            port,
            Number(configuration, "CLOCKIT_DASHBOARD_PORT", 18_888, 1, 65_535),
            Number(configuration, "CLOCKIT_REPLICAS", 1, 1, 8),
            configuration["CLOCKIT_LIMITS"] is not "off",
            configuration.GetSection("Auth").GetChildren()
                .Where(setting => setting.Value is not null)
                .ToDictionary(setting => $"Auth__{setting.Key}", setting => setting.Value!, StringComparer.Ordinal),
            configuration["PublicOrigin"] is { Length: > 0 } origin ? origin : $"http://localhost:{port}");
    }

    private static int Number(IConfiguration configuration, string key, int fallback, int min, int max)
    {
        if (configuration[key] is not { Length: > 0 } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new FormatException($"{key} must be a number from {min} to {max}, not '{text}'.");
    }
}
