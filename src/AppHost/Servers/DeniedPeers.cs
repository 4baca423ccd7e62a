using System.Net;
using System.Net.Sockets;

namespace Clockit.AppHost.Servers;

/// <summary>
/// Whom a relay must not reach for a caller: this machine, its network, and every range that is not a public address
/// (the registries of RFC 6890). Otherwise anybody with a TURN credential talks to services that listen inside.
/// </summary>
internal static class DeniedPeers
{
    private static readonly string[] Special =
    [
        // This network, private, shared (RFC 6598), loopback, link-local.
        "0.0.0.0-0.255.255.255", "10.0.0.0-10.255.255.255", "100.64.0.0-100.127.255.255", "127.0.0.0-127.255.255.255",
        "169.254.0.0-169.254.255.255", "172.16.0.0-172.31.255.255",
        // Protocol assignments, documentation, 6to4 relays, private, benchmarks, documentation.
        "192.0.0.0-192.0.0.255", "192.0.2.0-192.0.2.255", "192.88.99.0-192.88.99.255", "192.168.0.0-192.168.255.255",
        "198.18.0.0-198.19.255.255", "198.51.100.0-198.51.100.255", "203.0.113.0-203.0.113.255",
        // Multicast, reserved, broadcast.
        "224.0.0.0-255.255.255.255",
        // Loopback, IPv4-compatible and IPv4-mapped addresses: each of them is an IPv4 address in other clothes. A range
        // that began with the unspecified address would have no beginning for coturn, and hold every IPv4 address.
        "::1-::ffff:ffff", "::ffff:0.0.0.0-::ffff:255.255.255.255",
        // IPv4 behind translators (RFC 6052, RFC 8215), discard, protocol assignments with Teredo, documentation, 6to4.
        "64:ff9b::-64:ff9b::ffff:ffff", "64:ff9b:1::-64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "100::-100::ffff:ffff:ffff:ffff",
        "2001::-2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2002::-2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::-3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
        // Unique local, link-local and site-local, multicast.
        "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::-feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "ff00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ];

    /// <summary>Ranges as coturn's <c>denied-peer-ip</c> takes them: an address, or the first and the last of many.</summary>
    public static IEnumerable<string> All() => Special.Concat(OwnAddresses.All().Select(Text).Distinct(StringComparer.Ordinal));

    // Without the interface's name behind a link-local address.
    private static string Text(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()).ToString() : address.ToString();
}
