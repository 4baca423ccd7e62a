using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Clockit.ServiceDefaults.Http;

/// <summary>
/// Where a request comes from. Every limit and count by address goes through here, at the gateway and in the services, so
/// that all of them mean the same caller.
/// </summary>
public static class CallerAddress
{
    /// <summary>The header in which the gateway tells the services. It lets none in from outside.</summary>
    public const string Header = "X-Forwarded-For";

    /// <summary>An IPv6 site gets a /64 at least (RFC 6177), and each of its devices has as many addresses as it likes.</summary>
    private const int SitePrefix = 64;

    private static readonly string Unknown = IPAddress.None.ToString();

    /// <summary>
    /// Whom limits take for one caller: an IPv4 address, or the /64 network of an IPv6 address, written as
    /// <c>2001:db8:1:2::/64</c>.
    /// </summary>
    public static string CallerNetwork(this HttpContext context) =>
        IPAddress.TryParse(context.Request.Headers[Header].ToString(), out var told) ? NetworkOf(told) : NetworkOf(context.Connection.RemoteIpAddress);

    /// <summary>As <see cref="CallerNetwork"/>, for an address; one that is not known counts as one caller.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return Unknown;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[(SitePrefix / 8)..].Clear();
        return $"{new IPAddress(bytes)}/{SitePrefix}";
    }
}
