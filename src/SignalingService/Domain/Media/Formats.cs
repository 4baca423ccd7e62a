namespace Clockit.SignalingService.Domain.Media;

/// <summary>In which codecs a broadcaster sends; null where there is none of that kind.</summary>
/// <param name="Audio">For example <c>opus</c>.</param>
/// <param name="Video">For example <c>H264</c>.</param>
/// <param name="Profile">The <c>profile-level-id</c> of H.264; null where nobody said, and of other codecs.</param>
/// <param name="IsSimulcast">Whether the video is sent in several encodings (RFC 8853).</param>
public sealed record Formats(string? Audio, string? Video, string? Profile, bool IsSimulcast = false)
{
    /// <summary>What an answer to a broadcaster says.</summary>
    public static Formats Of(SessionDescription answer)
    {
        var (audio, video) = (First(answer, "audio"), First(answer, "video"));
        return new Formats(
            audio?.Name,
            video?.Name,
            video?.Parameter("profile-level-id"),
            answer.Media.Any(section => section.Kind is "video" && section.Port > 0 && section.ValuesOf("simulcast").Any()));
    }

    private static Codec? First(SessionDescription answer, string kind) =>
        answer.Media.FirstOrDefault(section => section.Kind == kind && section.Port > 0)?.Codecs.FirstOrDefault();
}
