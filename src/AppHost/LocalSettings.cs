using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Clockit.AppHost;

/// <summary>What the caller of <c>./clockit up</c> chose.</summary>
internal sealed record LocalSettings
{
    /// <summary><c>CLOCKIT_DATA</c>: data, logs and sockets of every server; <c>.clockit</c> in the repository when it is not said.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>CLOCKIT_PORT</c>, the gateway's.</summary>
    public required int Port { get; init; }

    /// <summary><c>CLOCKIT_DASHBOARD_PORT</c></summary>
    public required int DashboardPort { get; init; }

    /// <summary><c>CLOCKIT_REPLICAS</c>, of every service behind the gateway, 1 to 8.</summary>
    public required int Replicas { get; init; }

    /// <summary>False when <c>CLOCKIT_LIMITS</c> is <c>off</c>.</summary>
    public required bool HasLimits { get; init; }

    /// <summary><c>Auth__Authority</c> and its like: an external issuer in place of the embedded accounts; see docs/accounts.md.</summary>
    public required IReadOnlyDictionary<string, string> Auth { get; init; }

    /// <summary>Where callers reach the gateway; this machine's address unless a proxy is in front.</summary>
    public required string PublicOrigin { get; init; }

    /// <summary>The token that the dashboard asks for; null where only this machine reaches it.</summary>
    public string? DashboardToken { get; init; }

    public string LogFolder => Path.Combine(DataFolder, "logs");

    public string WebUrl => $"http://localhost:{Port}";

    public string DashboardUrl => $"http://localhost:{DashboardPort}";

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
        var port = Number(configuration, "CLOCKIT_PORT", 8080, 1, 65_535);
        return new LocalSettings
        {
            DataFolder = Path.GetFullPath(configuration["CLOCKIT_DATA"] is { Length: > 0 } data ? data : Path.Combine(appHostFolder, "../../.clockit")),
            Port = port,
            DashboardPort = Number(configuration, "CLOCKIT_DASHBOARD_PORT", 18_888, 1, 65_535),
            Replicas = Number(configuration, "CLOCKIT_REPLICAS", 1, 1, 8),
            HasLimits = configuration["CLOCKIT_LIMITS"] is not "off",
            Auth = configuration.GetSection("Auth").GetChildren()
                .Where(setting => setting.Value is not null)
                .ToDictionary(setting => $"Auth__{setting.Key}", setting => setting.Value!, StringComparer.Ordinal),
            PublicOrigin = configuration["PublicOrigin"] is { Length: > 0 } origin ? origin : $"http://localhost:{port}",
        };
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
