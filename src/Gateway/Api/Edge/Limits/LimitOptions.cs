using System.Globalization;

namespace Clockit.Gateway.Api.Edge.Limits;

/// <summary>
/// What one caller may take of the gateway. A caller is an account when signed in, and always an address besides (IPv6: a
/// /64 network). Configuration section <c>Limits</c>; the defaults let one machine drive a few hundred clients.
/// </summary>
internal sealed class LimitOptions
{
    /// <summary>Descriptors that are not for callers: databases, files, libraries.</summary>
    private const int Reserved = 600;

    /// <summary>False lifts every limit of a caller, for load tests. What the process can bear stays.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests per second that one user may make in the long run; four times as many at once.</summary>
    public int UserPerSecond { get; set; } = 50;

    /// <summary>Requests per second from one address without a user in the long run; four times as many at once.</summary>
    public int AddressPerSecond { get; set; } = 500;

    /// <summary>Requests per second from one address by all of its users together; four times as many at once.</summary>
    public int AddressUsersPerSecond { get; set; } = 2000;

    /// <summary>Sign-ups, sign-ins and token requests per minute from one address.</summary>
    public int CredentialsPerMinute { get; set; } = 300;

    /// <summary>Requests of one user that wait for their answers at the same time.</summary>
    public int UserInFlight { get; set; } = 200;

    /// <summary>Requests from one address that wait for their answers at the same time.</summary>
    public int AddressInFlight { get; set; } = 1000;

    /// <summary>Open hubs of one user.</summary>
    public int UserSockets { get; set; } = 200;

    /// <summary>Open hubs from one address.</summary>
    public int AddressSockets { get; set; } = 1500;

    /// <summary>Open connections from one address, idle ones included. Those of a trusted proxy have no such limit.</summary>
    public int AddressConnections { get; set; } = 3000;

    /// <summary>
    /// Open connections of all callers. Unless configured, half of what the process may have open, since a connection that
    /// is forwarded takes two descriptors.
    /// </summary>
    public int Connections { get; set; } = Math.Max(64, (OpenFiles() - Reserved) / 2);

    /// <summary>Open hubs of all callers: nine tenths of the connections, so that some are left for everything else.</summary>
    public int Sockets => Math.Max(1, Connections * 9 / 10);

    /// <exception cref="InvalidOperationException">A limit is not positive; the message names it.</exception>
    public static LimitOptions Read(IConfiguration configuration)
    {
        var limits = configuration.GetSection("Limits").Get<LimitOptions>() ?? new LimitOptions();
        foreach (var limit in typeof(LimitOptions).GetProperties().Where(property => property.PropertyType == typeof(int)))
        {
            if ((int)limit.GetValue(limits)! <= 0)
            {
                throw new InvalidOperationException($"Limits:{limit.Name} must be a positive number.");
            }
        }

        // One address never takes more than half, however few there are.
        limits.AddressConnections = Math.Min(limits.AddressConnections, Math.Max(1, limits.Connections / 2));
        limits.AddressSockets = Math.Min(limits.AddressSockets, Math.Max(1, limits.Sockets / 2));
        return limits;
    }

    /// <summary>The process's limit of open descriptors (getrlimit(2)); the runtime raises it as far as it may at start.</summary>
    private static int OpenFiles()
    {
        const string Name = "Max open files";
        try
        {
            var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(Name, StringComparison.Ordinal));
            var soft = line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            // Beyond this something else is short first.
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? Math.Min(files, 1_000_000) : 1_000_000;
        }
        catch (IOException)
        {
            return 8192;
        }
    }
}
