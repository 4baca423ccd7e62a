using System.Globalization;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>
/// Names a mountpoint: <c>{stream}/{audio payload type}-{video codec}-{video payload type}</c>, with <c>0</c> and
/// <c>none</c> for what it has not.
/// </summary>
internal sealed record MountpointId(Guid StreamId, int? AudioType, string? VideoCodec, int? VideoType)
{
    private const string None = "none";

    /// <summary>Null for what is no such name.</summary>
    public static MountpointId? TryParse(string text)
    {
        return text.Length > 37 && text[36] == '/' && Guid.TryParseExact(text[..36], "D", out var streamId)
            && text[37..].Split('-') is [var audio, var codec, var video]
            ? new MountpointId(streamId, ReadType(audio), codec is None ? null : codec, ReadType(video))
            : null;
    }

    /// <summary>Whether a broadcaster sends all that the viewers of this mountpoint were told of.</summary>
    public bool CanShow(Publication publication) =>
        (AudioType is null || publication.Tracks.AudioMid is not null)
        && (VideoType is null || (publication.Tracks.VideoMid is not null && string.Equals(publication.Formats.Video, VideoCodec, StringComparison.OrdinalIgnoreCase)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StreamId}/{AudioType ?? 0}-{VideoCodec ?? None}-{VideoType ?? 0}");

    private static int? ReadType(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var type) && type > 0 ? type : null;
}
