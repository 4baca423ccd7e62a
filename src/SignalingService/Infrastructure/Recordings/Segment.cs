using System.Globalization;

namespace Clockit.SignalingService.Infrastructure.Recordings;

/// <summary>What was recorded of one broadcaster's session: an audio file, a video file, or both.</summary>
internal sealed record Segment(MjrFile? Audio, MjrFile? Video)
{
    public long StartedAt => Math.Min(Audio?.StartedAt ?? long.MaxValue, Video?.StartedAt ?? long.MaxValue);

    /// <summary>Which container its media goes into as it is: WebM for VP8 and VP9 with Opus, MP4 for the other codecs of WebRTC.</summary>
    public string Container => Video is null or { Codec: "vp8" or "vp9" } ? "webm" : "mp4";

    /// <summary>Media files of the same session: their names begin alike (<c>{start}-{kind}-{section}.mjr</c>).</summary>
    public static IReadOnlyList<Segment> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.mjr")
            .Select(MjrFile.Read)
            .OfType<MjrFile>()
            .GroupBy(file => Path.GetFileName(file.Path).Split('-')[0], StringComparer.Ordinal)
            .Select(session => new Segment(session.FirstOrDefault(file => !file.IsVideo), session.FirstOrDefault(file => file.IsVideo)))
            .OrderBy(segment => segment.StartedAt),
    ];

    /// <summary>Makes one file of it.</summary>
    /// <param name="folder">For the file, and for what is made on the way.</param>
    /// <param name="number">Which segment it is.</param>
    /// <param name="container">Of the whole recording; video for another one is encoded anew, as VP8.</param>
    public async Task<string> MakeAsync(string folder, int number, string container, CancellationToken cancellationToken)
    {
        var inputs = new List<string>();
        foreach (var media in new[] { Video, Audio }.OfType<MjrFile>())
        {
            var track = Path.Combine(folder, $"{number}-{(media.IsVideo ? "video" : "audio")}.{(media.IsVideo ? Container : "opus")}");
            await RecordingTool.RunAsync("janus-pp-rec", [media.Path, track], cancellationToken);
            // The two begin at different times.
            inputs.AddRange(["-itsoffset", string.Create(CultureInfo.InvariantCulture, $"{media.StartedAt - StartedAt}us"), "-i", track]);
        }

        var file = Path.Combine(folder, $"{number}.{container}");
        string[] codecs = string.Equals(container, Container, StringComparison.Ordinal) ? ["-c", "copy"] : ["-c:a", "copy", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "2M"];
        await RecordingTool.RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-y", .. inputs, .. codecs, file], cancellationToken);
        return file;
    }
}
