using System.Net;
using System.Net.Sockets;

namespace Clockit.Accounts.Domain;

/// <summary>How addresses of callers are shown and counted.</summary>
public static class ClientAddresses
{
    /// <summary>What sessions show.</summary>
    public static string Show(IPAddress? address) => address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    /// <summary>What limits count by: one subscriber has all of an IPv6 /64.</summary>
    public static string Group(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return Show(address);
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, 8, 8);
        return $"{new IPAddress(bytes)}/64";
    }
}
