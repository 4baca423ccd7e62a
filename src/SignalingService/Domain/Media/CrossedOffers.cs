using System.Text;

namespace Clockit.SignalingService.Domain.Media;

/// <summary>
/// A viewer and a media server that both make an offer: each is answered from the other's. Both then are the offerers of
/// the same session, whose ICE roles the two settle between themselves (RFC 8445, section 7.3.1.1).
/// </summary>
/// <param name="ToViewer">The answer to the viewer's offer: with the server's transport, in the viewer's words.</param>
/// <param name="ToServer">The answer to the server's offer: with the viewer's transport, in the server's order.</param>
public sealed record CrossedOffers(string ToViewer, string ToServer)
{
    /// <summary>
    /// Extensions that carry names of the media section and its encodings (RFC 9143, section 15; RFC 8852): the server
    /// would write its own names into them, which the viewer does not know.
    /// </summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "urn:ietf:params:rtp-hdrext:sdes:mid", "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
    };

    /// <param name="viewer">The viewer's offer, whose receiving sections are secure and bundled.</param>
    /// <param name="server">The server's offer, a section of each kind at most.</param>
    /// <param name="codecs">The codecs of a kind that are agreed on, the one that is sent now first.</param>
    public static CrossedOffers Answer(SessionDescription viewer, SessionDescription server, Func<string, IReadOnlyList<Codec>> codecs)
    {
        var receiving = ViewerCodecs.ReceivingSections(viewer);
        var pairs = server.Media
            .Select(sending => (Sending: sending, Receiving: receiving.FirstOrDefault(section => section.Kind == sending.Kind)))
            .Where(pair => pair.Receiving is not null && codecs(pair.Sending.Kind).Count > 0)
            .ToDictionary(pair => pair.Sending, pair => pair.Receiving!);
        var toViewer = viewer.Media.ToDictionary(section => section, section => pairs.Where(pair => pair.Value == section).Select(pair => pair.Key).FirstOrDefault());
        return new CrossedOffers(
            Write(viewer, section => toViewer[section], MediaDirection.SendOnly, asServer: true),
            Write(server, section => pairs.GetValueOrDefault(section), MediaDirection.RecvOnly, asServer: false));

        string Write(SessionDescription offer, Func<MediaSection, MediaSection?> answered, MediaDirection direction, bool asServer)
        {
            var accepted = offer.Media.Where(section => answered(section) is not null).ToList();
            var text = new StringBuilder();
            Line(text, "v=0");
            Line(text, $"o=- {Random.Shared.NextInt64(1, long.MaxValue)} 1 IN IP4 127.0.0.1");
            Line(text, "s=-");
            Line(text, "t=0 0");
            Line(text, $"a=group:BUNDLE {string.Join(' ', accepted.Select(section => section.Mid))}");
            Line(text, "a=msid-semantic: WMS *");
            Line(text, "a=ice-options:trickle");
            foreach (var section in offer.Media)
            {
                if (answered(section) is { } other)
                {
                    var (receiver, sender) = asServer ? (section, other) : (other, section);
                    WriteSection(text, section, other, receiver, sender, codecs(section.Kind), direction, hasCandidates: section == accepted[0]);
                }
                else
                {
                    Refuse(text, section);
                }
            }

            return text.ToString();
        }
    }

    /// <param name="section">Which is answered.</param>
    /// <param name="own">The answerer's own: whose transport it is.</param>
    private static void WriteSection(
        StringBuilder text, MediaSection section, MediaSection own, MediaSection receiver, MediaSection sender, IReadOnlyList<Codec> codecs, MediaDirection direction, bool hasCandidates)
    {
        // Retransmissions need both.
        var retransmits = sender.Codecs.Any(codec => codec.Retransmission is not null);
        var feedback = sender.Codecs.SelectMany(codec => codec.Feedback).ToHashSet(StringComparer.Ordinal);
        var types = codecs.SelectMany(codec => retransmits && codec.Retransmission is { } again ? new[] { codec.PayloadType, again } : [codec.PayloadType]);
        Line(text, $"m={section.Kind} 9 UDP/TLS/RTP/SAVPF {string.Join(' ', types)}");
        Line(text, "c=IN IP4 0.0.0.0");
        Line(text, $"a=mid:{section.Mid}");
        Line(text, direction is MediaDirection.SendOnly ? "a=sendonly" : "a=recvonly");
        Line(text, "a=rtcp-mux");
        Line(text, $"a=ice-ufrag:{own.IceUfrag}");
        Line(text, $"a=ice-pwd:{own.IcePwd}");
        Line(text, $"a=fingerprint:{own.Fingerprint}");
        // The server connects, as long as the viewer leaves it the choice.
        var serverConnects = receiver.Setup is "passive" or "actpass";
        Line(text, serverConnects == direction is MediaDirection.SendOnly ? "a=setup:active" : "a=setup:passive");
        foreach (var codec in codecs)
        {
            Line(text, $"a=rtpmap:{codec.PayloadType} {codec.RtpMap}");
            foreach (var sent in codec.Feedback.Where(feedback.Contains).Distinct(StringComparer.Ordinal))
            {
                Line(text, $"a=rtcp-fb:{codec.PayloadType} {sent}");
            }

            if (codec.Parameters is { } parameters)
            {
                Line(text, $"a=fmtp:{codec.PayloadType} {parameters}");
            }

            if (retransmits && codec.Retransmission is { } again)
            {
                Line(text, $"a=rtpmap:{again} rtx/90000");
                Line(text, $"a=fmtp:{again} apt={codec.PayloadType}");
            }
        }

        var known = Extensions(sender).Select(extension => extension.Uri).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, uri) in Extensions(receiver).Where(extension => known.Contains(extension.Uri) && !Names.Contains(extension.Uri)))
        {
            Line(text, $"a=extmap:{id} {uri}");
        }

        if (direction is MediaDirection.SendOnly)
        {
            foreach (var attribute in own.Attributes.Where(attribute => attribute.StartsWith("msid:", StringComparison.Ordinal) || attribute.StartsWith("ssrc", StringComparison.Ordinal)))
            {
                Line(text, $"a={attribute}");
            }
        }

        if (hasCandidates || direction is MediaDirection.SendOnly)
        {
            foreach (var attribute in own.Attributes.Where(attribute => attribute.StartsWith("candidate:", StringComparison.Ordinal) || attribute is "end-of-candidates"))
            {
                Line(text, $"a={attribute}");
            }
        }
    }

    private static void Refuse(StringBuilder text, MediaSection section)
    {
        Line(text, $"m={section.Kind} 0 {section.Protocol} {string.Join(' ', section.Formats)}");
        Line(text, "c=IN IP4 0.0.0.0");
        if (section.Mid is { } mid)
        {
            Line(text, $"a=mid:{mid}");
        }

        Line(text, "a=inactive");
    }

    private static IEnumerable<(string Id, string Uri)> Extensions(MediaSection section) => section.ValuesOf("extmap")
        .Select(value => value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(parts => parts.Length >= 2)
        .Select(parts => (parts[0].Split('/')[0], parts[1]));

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\r\n");
}
