using System.Net;
using System.Net.Sockets;

namespace Clockit.Testing;

/// <summary>Ports of loopback for services whose address must be known before they start.</summary>
public static class FreePort
{
    /// <summary>A port that nobody listened on a moment ago.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
