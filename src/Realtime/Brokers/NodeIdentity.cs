using System.Buffers.Text;
using System.Security.Cryptography;

namespace Clockit.Realtime.Brokers;

/// <summary>
/// Names of nodes and of their connections. A connection's id is <c>{node}:{random}</c>, so that a message to it finds
/// its node without a look-up; it needs no escaping in JSON, nor in a URL's path or query.
/// </summary>
internal static class NodeIdentity
{
    public const int Length = 10;
    private const char Separator = ':';

    public static string NewNode() => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", Length);

    public static string NewConnection(string node)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return string.Concat(node, ":", Base64Url.EncodeToString(random));
    }

    /// <summary>The node that a connection's id names, or null when it names none.</summary>
    public static string? NodeOf(string connectionId) =>
        connectionId.Length > Length && connectionId[Length] == Separator ? connectionId[..Length] : null;
}
