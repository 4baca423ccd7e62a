namespace Clockit.SignalingService.Domain.Media;

/// <summary>
/// Which of a viewer's codecs are those that can be published here: one for each, null where the viewer does not offer
/// it. A payload type means a codec in its viewer's session alone (RFC 3264, section 5.1), which is why they differ.
/// </summary>
public sealed record ViewerCodecs(Codec? Opus, Codec? Vp8, Codec? H264, Codec? Vp9, Codec? Av1)
{
    /// <summary>The sections of a viewer's offer that media can be sent to: one of each kind, the first.</summary>
    public static IReadOnlyList<MediaSection> ReceivingSections(SessionDescription offer) =>
    [
        .. offer.Media
            .Where(section => section is { Kind: "audio" or "video", Direction: MediaDirection.RecvOnly or MediaDirection.SendRecv } && (section.Port > 0 || section.IsBundleOnly))
            .DistinctBy(section => section.Kind, StringComparer.Ordinal),
    ];

    /// <param name="offer">The viewer's.</param>
    /// <param name="profile">The broadcaster's <c>profile-level-id</c> of H.264, which is preferred among the viewer's.</param>
    public static ViewerCodecs Of(SessionDescription offer, string? profile)
    {
        var sections = ReceivingSections(offer);
        var audio = sections.FirstOrDefault(section => section.Kind is "audio")?.Codecs ?? [];
        var video = sections.FirstOrDefault(section => section.Kind is "video")?.Codecs ?? [];
        return new ViewerCodecs(
            Named(audio, "opus").FirstOrDefault(),
            Named(video, "VP8").FirstOrDefault(),
            ChooseH264([.. Named(video, "H264")], profile),
            Named(video, "VP9").OrderByDescending(codec => (codec.Parameter("profile-id") ?? "0") == "0").FirstOrDefault(),
            Named(video, "AV1").OrderByDescending(codec => (codec.Parameter("profile") ?? "0") == "0").FirstOrDefault());
    }

    /// <summary>The codec of a name, or null.</summary>
    public Codec? Find(string? name) => new[] { Opus, Vp8, H264, Vp9, Av1 }.FirstOrDefault(codec => name is not null && codec?.IsNamed(name) is true);

    private static IEnumerable<Codec> Named(IEnumerable<Codec> codecs, string name) => codecs.Where(codec => codec.IsNamed(name));

    /// <summary>
    /// Packets of every size need packetization mode 1 (RFC 6184, section 6.3). The profile is the first two of the three
    /// bytes; where the broadcaster's is missing a decoder of another profile is tried, and constrained baseline first.
    /// </summary>
    private static Codec? ChooseH264(IReadOnlyList<Codec> offered, string? profile) => offered
        .OrderByDescending(codec => codec.Parameter("packetization-mode") is "1")
        .ThenByDescending(codec => HasProfile(codec, profile))
        .ThenByDescending(codec => HasProfile(codec, "42e0"))
        .FirstOrDefault();

    private static bool HasProfile(Codec codec, string? profile) =>
        profile is { Length: >= 4 } && codec.Parameter("profile-level-id") is { } offered && offered.StartsWith(profile[..4], StringComparison.OrdinalIgnoreCase);
}
