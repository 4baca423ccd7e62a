using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Clockit.AppHost.Servers;

/// <summary>The addresses of this machine.</summary>
internal static class OwnAddresses
{
    /// <summary>The IPv4 address that this machine reaches others from; null when it has no network.</summary>
    public static string? Primary()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            // Connecting a datagram socket sends nothing; it only picks a route. The address is documentation's (RFC 5737).
            socket.Connect(IPAddress.Parse("203.0.113.1"), 9);
            return socket.LocalEndPoint is IPEndPoint { Address: var address } && !IPAddress.IsLoopback(address) ? address.ToString() : null;
        }
        catch (SocketException)
        {
            return All().FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a))?.ToString();
        }
    }

    /// <summary>All of them, loopback's included.</summary>
    public static IEnumerable<IPAddress> All() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address);
}
