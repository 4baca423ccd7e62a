namespace Clockit.SignalingService.Domain.Media;

/// <summary>What a client tells of its ICE candidates later: an <c>application/trickle-ice-sdpfrag</c> (RFC 8840, section 4.4).</summary>
/// <param name="Ufrag">Of which ICE session they are; null when the fragment does not say.</param>
/// <param name="Candidates">Those that name an IP address; the others are left out.</param>
/// <param name="IsEnd">No more candidates follow.</param>
public sealed record IceFragment(string? Ufrag, IReadOnlyList<IceCandidate> Candidates, bool IsEnd)
{
    private const int MaxLines = 500;
    private const int MaxLineLength = 1000;

    /// <exception cref="FormatException">It is no fragment; the message says why.</exception>
    public static IceFragment Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length is 0 or > MaxLines)
        {
            throw new FormatException($"A fragment has 1 to {MaxLines} lines.");
        }

        string? ufrag = null;
        string? mid = null;
        var isEnd = false;
        var candidates = new List<IceCandidate>();
        foreach (var line in lines)
        {
            if (line.Length is < 3 or > MaxLineLength || line[1] != '=' || line[0] is not ('a' or 'm') || line.Any(char.IsControl))
            {
                throw new FormatException("A line is neither an attribute 'a=' nor a pseudo media line 'm='.");
            }

            var attribute = line[2..].Split(':', 2);
            switch (attribute[0])
            {
                case "mid" when attribute.Length > 1:
                    mid = attribute[1];
                    break;
                case "ice-ufrag" when attribute.Length > 1:
                    ufrag ??= attribute[1];
                    break;
                case "candidate" when SessionDescription.IsCandidate(line[2..]):
                    candidates.Add(new IceCandidate(mid, line[2..]));
                    break;
                case "end-of-candidates":
                    isEnd = true;
                    break;
                default:
                    break;
            }
        }

        return new IceFragment(ufrag, candidates, isEnd);
    }
}

/// <summary>An ICE candidate (RFC 8839, section 5.1).</summary>
/// <param name="Mid">The media section that it is of; null when there is one transport only and nobody said.</param>
/// <param name="Candidate"><c>candidate:…</c></param>
public sealed record IceCandidate(string? Mid, string Candidate);
