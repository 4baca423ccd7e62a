using System.Text.Json;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>Media that a room sends to a port.</summary>
internal sealed record JanusForward(string Feed, long Id, int Port);

/// <summary>A mountpoint's ports; null where it has none of the kind.</summary>
/// <param name="VideoControl">That of the video's RTCP.</param>
internal sealed record JanusMountpoint(MountpointId Id, int? Audio, int? Video, int? VideoControl)
{
    public IReadOnlyList<int> Ports => [.. new[] { Audio, Video }.OfType<int>()];

    /// <param name="media">As Janus lists it.</param>
    /// <param name="control">What Janus calls the port of RTCP there.</param>
    public static JanusMountpoint Of(MountpointId id, JsonElement media, string control)
    {
        var (audio, video) = (Find(media, "audio"), Find(media, "video"));
        return new JanusMountpoint(id, audio?.GetProperty("port").GetInt32(), video?.GetProperty("port").GetInt32(), video?.GetProperty(control).GetInt32());
    }

    /// <summary>Whether it gets what it can get of a broadcaster, and nothing else.</summary>
    public bool IsFedBy(Publication publication, IReadOnlyList<JanusForward> forwards)
    {
        var fed = forwards.Where(forward => Ports.Contains(forward.Port)).ToList();
        return fed.TrueForAll(forward => forward.Feed == publication.Feed)
            && fed.ConvertAll(forward => forward.Port).Order().SequenceEqual(Id.CanShow(publication) ? Ports.Order() : []);
    }

    private static JsonElement? Find(JsonElement media, string kind) =>
        media.EnumerateArray().Select(one => (JsonElement?)one).FirstOrDefault(one => one!.Value.GetProperty("type").GetString() == kind);
}
