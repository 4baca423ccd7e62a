using System.Net;
using System.Net.Sockets;

namespace Clockit.SignalingService.Domain.Media;

/// <summary>
/// A session description (SDP, RFC 8866) of one side of a WebRTC session. What is read is written anew line by line: a
/// media server gets the attributes that WebRTC needs and nothing else that somebody thought of.
/// </summary>
public sealed class SessionDescription
{
    private const int MaxLines = 2000;
    private const int MaxLineLength = 2000;
    private const int MaxSections = 16;

    /// <summary>Attributes that are passed on, without <c>a=</c>; all others are left out, which RFC 8866 lets a reader do.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "group", "msid-semantic", "extmap-allow-mixed", "extmap", "ice-lite", "ice-options", "ice-ufrag", "ice-pwd", "candidate", "end-of-candidates",
        "fingerprint", "setup", "mid", "sendrecv", "sendonly", "recvonly", "inactive", "msid", "rtcp", "rtcp-mux", "rtcp-mux-only", "rtcp-rsize",
        "rtpmap", "rtcp-fb", "fmtp", "ssrc", "ssrc-group", "rid", "simulcast", "bundle-only", "ptime", "maxptime",
    };

    private SessionDescription(string text, IReadOnlyList<MediaSection> media, bool isBundled)
    {
        Text = text;
        Media = media;
        IsBundled = isBundled;
    }

    /// <summary>The description with CRLF line ends.</summary>
    public string Text { get; }

    /// <summary>The media sections, one at least.</summary>
    public IReadOnlyList<MediaSection> Media { get; }

    /// <summary>Whether all sections share one transport (RFC 9143), or there is one only.</summary>
    public bool IsBundled { get; }

    /// <summary>The ICE user fragment of the transport, the one that every section shares.</summary>
    public string IceUfrag => Media[0].IceUfrag!;

    /// <param name="text">The description.</param>
    /// <param name="isOwn">Whether the media server wrote it, whose candidates are kept whatever their addresses are.</param>
    /// <exception cref="FormatException">It is no session description; the message says why.</exception>
    public static SessionDescription Parse(string text, bool isOwn = false)
    {
        var lines = text.Split('\n');
        if (lines.Length > MaxLines)
        {
            throw new FormatException("The description has too many lines.");
        }

        var kept = new List<string>(lines.Length);
        var session = new MediaSection.Reader("");
        var sections = new List<MediaSection.Reader>();
        foreach (var ended in lines)
        {
            var line = ended.TrimEnd('\r');
            if (line.Length == 0)
            {
                continue;
            }

            Check(line, kept.Count);
            if (line[0] == 'm')
            {
                sections.Add(new MediaSection.Reader(line[2..]));
            }

            if (IsKept(line, isOwn))
            {
                kept.Add(line);
                (sections.Count > 0 ? sections[^1] : session).Read(line);
            }
        }

        if (sections.Count is 0 or > MaxSections)
        {
            throw new FormatException($"A description has 1 to {MaxSections} media sections.");
        }

        foreach (var required in "ost")
        {
            if (!kept.Exists(line => line[0] == required))
            {
                throw new FormatException($"The line '{required}=' is missing.");
            }
        }

        var media = sections.ConvertAll(section => section.Finish(session));
        var bundled = session.Bundle;
        return new SessionDescription(
            string.Concat(kept.Select(line => line + "\r\n")),
            media,
            media.Count == 1 || (bundled is not null && media.TrueForAll(section => section.Mid is { } mid && bundled.Contains(mid, StringComparer.Ordinal))));
    }

    /// <summary>
    /// Whether a candidate (RFC 8839, section 5.1) names an IP address that a peer of this server can have. Names would have
    /// the server look them up, and other addresses would have it send to itself, to its host's metadata or to many. A peer
    /// that has no other is found by its own checks.
    /// </summary>
    public static bool IsCandidate(string value)
    {
        var fields = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return value.StartsWith("candidate:", StringComparison.Ordinal) && fields.Length >= 8 && IPAddress.TryParse(fields[4], out var address) && CanBePeer(address)
            && ushort.TryParse(fields[5], out _) && string.Equals(fields[6], "typ", StringComparison.Ordinal);
    }

    /// <summary>
    /// Private networks have peers; what RFC 6890 keeps for other purposes has none. Loopback has those of an installation on
    /// one machine, whose media server listens there alone: without their candidates it gives up before it hears them.
    /// </summary>
    private static bool CanBePeer(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        return address.AddressFamily is AddressFamily.InterNetwork
            ? bytes is not [0 or >= 224, ..] and not [169, 254, ..] and not [192, 0, 0, _] and not [198, 18 or 19, ..]
            : !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv6SiteLocal && !address.Equals(IPAddress.IPv6Any)
                && bytes is not [0, 0x64, 0xff, 0x9b, ..] and not [0x20, 0x02, ..];
    }

    private static bool IsKept(string line, bool isOwn)
    {
        if (line[0] != 'a')
        {
            return "vostcbm".Contains(line[0], StringComparison.Ordinal);
        }

        var attribute = line[2..];
        var name = attribute.Split(':', 2)[0];
        return Known.Contains(name) && (name is not "candidate" || isOwn || IsCandidate(attribute));
    }

    private static void Check(string line, int number)
    {
        if (line.Length > MaxLineLength || line.Length < 2 || line[1] != '=' || line[0] is < 'a' or > 'z' || line.Any(char.IsControl))
        {
            throw new FormatException("A line is not of the form 'type=value'.");
        }

        if (number == 0 && !string.Equals(line, "v=0", StringComparison.Ordinal))
        {
            throw new FormatException("The first line is not 'v=0'.");
        }
    }
}
