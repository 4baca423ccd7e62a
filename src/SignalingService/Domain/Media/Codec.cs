using System.Globalization;

namespace Clockit.SignalingService.Domain.Media;

/// <summary>A payload type of a media section and what it stands for (RFC 8866, sections 6.6 and 6.15).</summary>
/// <param name="Name">As its <c>rtpmap</c> names it, for example <c>VP8</c>; compared without regard to case.</param>
/// <param name="RtpMap">The rest of the attribute <c>rtpmap</c>: name, clock rate, channels.</param>
/// <param name="Parameters">The rest of the attribute <c>fmtp</c>.</param>
/// <param name="Feedback">Which feedback its receiver sends (RFC 4585, section 4.2).</param>
/// <param name="Retransmission">The payload type of its retransmissions (RFC 4588).</param>
public sealed record Codec(int PayloadType, string Name, string RtpMap, string? Parameters, IReadOnlyList<string> Feedback, int? Retransmission)
{
    private const string RetransmissionName = "rtx";

    /// <summary>The value of a parameter, or null.</summary>
    public string? Parameter(string name) => Parameters?.Split(';', StringSplitOptions.TrimEntries)
        .Select(parameter => parameter.Split('=', 2))
        .Where(parameter => parameter.Length == 2 && parameter[0].Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(parameter => parameter[1])
        .FirstOrDefault();

    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A section's codecs; retransmissions are part of the codec that they are of.</summary>
    internal static IReadOnlyList<Codec> ReadAll(MediaSection section)
    {
        var (maps, parameters) = (ByPayloadType(section, "rtpmap"), ByPayloadType(section, "fmtp"));
        var feedback = section.ValuesOf("rtcp-fb").Select(value => value.Split(' ', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        var all = section.Formats
            .Where(maps.ContainsKey)
            .Distinct(StringComparer.Ordinal)
            .Where(format => byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type < 128)
            .Select(format => new Codec(
                int.Parse(format, CultureInfo.InvariantCulture),
                maps[format].Split('/')[0],
                maps[format],
                parameters.GetValueOrDefault(format),
                [.. feedback[format], .. feedback["*"]],
                Retransmission: null))
            .ToList();
        return
        [
            .. all.Where(codec => !codec.IsNamed(RetransmissionName)).Select(codec => codec with
            {
                Retransmission = all.Find(other => other.IsNamed(RetransmissionName) && other.Parameter("apt") == codec.PayloadType.ToString(CultureInfo.InvariantCulture))?.PayloadType,
            }),
        ];
    }

    private static Dictionary<string, string> ByPayloadType(MediaSection section, string attribute)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parts in section.ValuesOf(attribute).Select(value => value.Split(' ', 2)).Where(parts => parts.Length == 2))
        {
            found.TryAdd(parts[0], parts[1]);
        }

        return found;
    }
}
