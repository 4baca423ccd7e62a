using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Domain.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>
/// Janus's VideoRoom (1.1.2; the plugin's page in Janus's documentation): a room per stream by the stream's id, a feed
/// per broadcaster. Janus makes the offers to viewers; a viewer's own offer is answered all the same, from Janus's
/// (<see cref="CrossedOffers"/>): that of the VideoRoom where the viewer's payload types are the room's, and that of a
/// mountpoint (<see cref="JanusMountpoints"/>) where they are not.
/// </summary>
internal sealed class JanusMediaPlane : IMediaPlane
{
    /// <summary>Of a room: one broadcaster, another one that takes over, and a third that does so meanwhile.</summary>
    private const int Publishers = 8;

    /// <summary>As <c>janus_videoroom_codec_pt</c> has them: what the room sends, whatever the broadcaster's payload types are.</summary>
    private static readonly Dictionary<string, int> RoomPayloadTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["opus"] = 111,
        ["VP8"] = 96,
        ["VP9"] = 101,
        ["H264"] = 107,
        ["AV1"] = 98,
    };

    private readonly JanusConnection _janus;
    private readonly JanusPeers _peers;
    private readonly JanusMountpoints _mountpoints;
    private readonly JanusOptions? _options;
    private readonly TimeProvider _time;
    private volatile Action<PeerEvent> _happened = _ => { };

    public JanusMediaPlane(JanusConnection janus, JanusPeers peers, JanusMountpoints mountpoints, JanusOptions? options, TimeProvider time)
    {
        (_janus, _peers, _mountpoints, _options, _time) = (janus, peers, mountpoints, options, time);
        _janus.Received = message => JanusEvents.Translate(message, _happened);
    }

    public bool Exists => _options is not null;

    public void Tell(Action<PeerEvent> listener) => _happened = listener;

    public Task<(PeerId Peer, string Answer)> PublishAsync(Guid streamId, string feed, SessionDescription offer, bool record, CancellationToken cancellationToken) =>
        _peers.WithNewAsync(JanusPeers.VideoRoom, async peer =>
        {
            await CreateRoomAsync(streamId, peer, cancellationToken);
            var joined = await _peers.TellAsync(
                peer,
                new JsonObject
                {
                    ["request"] = "joinandconfigure",
                    ["ptype"] = "publisher",
                    ["room"] = RoomOf(streamId),
                    ["id"] = feed,
                    ["record"] = record,
                    // Janus adds "-{kind}-{section}.mjr" to it, below the room's folder.
                    ["filename"] = $"{_time.GetUtcNow().ToUnixTimeMilliseconds()}",
                },
                cancellationToken,
                Describe("offer", offer.Text));
            return (peer, DescriptionIn(joined));
        }, cancellationToken);

    public async Task<Watching?> WatchAsync(Guid streamId, Publication publication, SessionDescription offer, CancellationToken cancellationToken)
    {
        var (tracks, formats) = (publication.Tracks, publication.Formats);
        var kinds = ViewerCodecs.ReceivingSections(offer).Select(section => section.Kind).ToHashSet(StringComparer.Ordinal);
        var codecs = ViewerCodecs.Of(offer, formats.Profile);
        var audio = kinds.Contains("audio") && tracks.AudioMid is not null ? codecs.Find(formats.Audio) : null;
        var video = kinds.Contains("video") && tracks.VideoMid is not null ? codecs.Find(formats.Video) : null;
        if ((audio ?? video) is null || (video is null && tracks.VideoMid is not null && kinds.Contains("video")))
        {
            throw new LiveException(MediaCodes.CodecMissing, $"Offer to receive what the stream is sent in: {string.Join(" and ", new[] { formats.Audio, formats.Video }.OfType<string>())}.");
        }

        var isDirect = new[] { audio, video }.OfType<Codec>().All(codec => codec.PayloadType == RoomPayloadTypes[codec.Name]);
        var now = publication with { Tracks = new Tracks(audio is null ? null : tracks.AudioMid, video is null ? null : tracks.VideoMid) };
        var mountpoint = new MountpointId(streamId, audio?.PayloadType, video?.Name, video?.PayloadType);
        try
        {
            return isDirect
                ? await _peers.WithNewAsync(JanusPeers.VideoRoom, peer => JoinAsync(streamId, peer, now, offer, Agreed, cancellationToken), cancellationToken)
                : await WatchMountpointAsync(mountpoint, publication, offer, Agreed, cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomNotFound or JanusErrors.FeedNotFound)
        {
            return null;
        }

        IReadOnlyList<Codec> Agreed(string kind) => (kind is "audio" ? audio : video) is { } codec ? [codec] : [];
    }

    public async Task<Watching?> SubscribeAsync(Guid streamId, Publication publication, CancellationToken cancellationToken)
    {
        try
        {
            return await _peers.WithNewAsync(JanusPeers.VideoRoom, peer => JoinAsync(streamId, peer, publication, offer: null, _ => [], cancellationToken), cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomNotFound or JanusErrors.FeedNotFound)
        {
            return null;
        }
    }

    public Task AnswerAsync(PeerId peer, SessionDescription answer, CancellationToken cancellationToken) =>
        _peers.WithDescriptionAsync(() => StartAsync(peer, answer.Text, cancellationToken));

    public Task AddCandidatesAsync(PeerId peer, IceFragment fragment, CancellationToken cancellationToken) => _peers.WithDescriptionAsync(async () =>
    {
        // All sections share one transport, which is the first one's, whatever the two sides call it.
        var candidates = new JsonArray([.. fragment.Candidates.Select(candidate => new JsonObject { ["sdpMLineIndex"] = 0, ["candidate"] = candidate.Candidate })]);
        if (fragment.IsEnd)
        {
            candidates.Add(new JsonObject { ["completed"] = true });
        }

        return candidates.Count == 0
            ? default
            : await _janus.AskAsync(JanusPeers.Address(peer, new JsonObject { ["janus"] = "trickle", ["candidates"] = candidates }), acknowledged: true, cancellationToken);
    });

    public async Task<bool> SwitchAsync(PeerId peer, Publication publication, Tracks to, CancellationToken cancellationToken)
    {
        var from = publication.Tracks;
        var pairs = new[] { (From: from.AudioMid, To: to.AudioMid), (From: from.VideoMid, To: to.VideoMid) }.Where(pair => pair.To is not null).ToList();
        if (pairs.Exists(pair => pair.From is null))
        {
            return false;
        }

        try
        {
            var changed = new JsonArray([.. pairs.Select(pair => new JsonObject { ["feed"] = publication.Feed, ["mid"] = pair.From, ["sub_mid"] = pair.To })]);
            var switched = await _peers.TellAsync(peer, new JsonObject { ["request"] = "switch", ["streams"] = changed }, cancellationToken);
            return JanusPeers.Data(switched).TryGetProperty("changes", out var changes) && changes.GetInt32() == pairs.Count;
        }
        catch (JanusException)
        {
            return false;
        }
    }

    public bool CanShow(string mountpoint, Publication publication) => MountpointId.TryParse(mountpoint)?.CanShow(publication) is true;

    public Task TendMountpointsAsync(Guid streamId, Publication publication, IReadOnlySet<string> watched, CancellationToken cancellationToken) =>
        _mountpoints.TendAsync(streamId, publication, watched, cancellationToken);

    public async Task<bool> KeepAsync(PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            // Of a session that is claimed already it is a sign of life, as any request.
            await _janus.AskAsync(new JsonObject { ["janus"] = "claim", ["session_id"] = peer.Session }, acknowledged: false, cancellationToken);
            return true;
        }
        catch (JanusException exception) when (exception.IsGone())
        {
            return false;
        }
    }

    public async Task<bool> IsPublishingAsync(Guid streamId, PeerId peer, string feed, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _peers.TellAsync(peer, new JsonObject { ["request"] = "listparticipants", ["room"] = RoomOf(streamId) }, cancellationToken);
            return JanusPeers.Data(answer).GetProperty("participants").EnumerateArray()
                .Any(participant => participant.GetProperty("id").GetString() == feed && participant.GetProperty("publisher").GetBoolean());
        }
        catch (JanusException)
        {
            return false;
        }
    }

    public Task CloseAsync(PeerId peer, CancellationToken cancellationToken) => _peers.CloseAsync(peer, cancellationToken);

    public async Task CloseStreamAsync(Guid streamId, CancellationToken cancellationToken)
    {
        await _mountpoints.DestroyAllAsync(streamId, cancellationToken);
        var peer = await _peers.CreateAsync(JanusPeers.VideoRoom, cancellationToken);
        try
        {
            await _peers.TellAsync(peer, new JsonObject { ["request"] = "destroy", ["room"] = RoomOf(streamId) }, cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomNotFound)
        {
            // Nobody ever published, or it is closed.
        }
        finally
        {
            await CloseAsync(peer, CancellationToken.None);
        }
    }

    private static string RoomOf(Guid streamId) => streamId.ToString();

    private static JsonObject Describe(string type, string description) => new() { ["type"] = type, ["sdp"] = description };

    private static string DescriptionIn(JsonElement answer) => answer.GetProperty("jsep").GetProperty("sdp").GetString()!;

    /// <summary>Watches a feed in its room: with an answer to <paramref name="offer"/>, or with the room's offer where that is null.</summary>
    private async Task<Watching> JoinAsync(
        Guid streamId, PeerId peer, Publication publication, SessionDescription? offer, Func<string, IReadOnlyList<Codec>> codecs, CancellationToken cancellationToken)
    {
        var joined = await _peers.TellAsync(
            peer,
            new JsonObject
            {
                ["request"] = "join",
                ["ptype"] = "subscriber",
                ["room"] = RoomOf(streamId),
                // One MediaStream, and no new offers, which WHEP has no way to tell of.
                ["use_msid"] = true,
                ["autoupdate"] = false,
                ["streams"] = new JsonArray([.. new[] { publication.Tracks.AudioMid, publication.Tracks.VideoMid }.OfType<string>().Select(mid => new JsonObject { ["feed"] = publication.Feed, ["mid"] = mid })]),
            },
            cancellationToken);
        return await AnswerAsync(peer, DescriptionIn(joined), offer, codecs, mountpoint: null, cancellationToken);
    }

    private async Task<Watching?> WatchMountpointAsync(
        MountpointId id, Publication publication, SessionDescription offer, Func<string, IReadOnlyList<Codec>> codecs, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                return await _peers.WithNewAsync<Watching?>(JanusPeers.Streaming, async peer =>
                {
                    var watched = await _peers.TellAsync(peer, new JsonObject { ["request"] = "watch", ["id"] = id.ToString() }, cancellationToken);
                    return await AnswerAsync(peer, DescriptionIn(watched), offer, codecs, id.ToString(), cancellationToken);
                }, cancellationToken);
            }
            catch (JanusException exception) when (exception.Code is JanusErrors.MountpointNotFound)
            {
                await _mountpoints.CreateAsync(id, publication, cancellationToken);
            }
        }

        return null;
    }

    private async Task<Watching> AnswerAsync(
        PeerId peer, string description, SessionDescription? offer, Func<string, IReadOnlyList<Codec>> codecs, string? mountpoint, CancellationToken cancellationToken)
    {
        var own = SessionDescription.Parse(description, isOwn: true);
        if (offer is null)
        {
            return new Watching(peer, description, Tracks.Of(own), mountpoint);
        }

        var answers = CrossedOffers.Answer(offer, own, codecs);
        await StartAsync(peer, answers.ToServer, cancellationToken);
        return new Watching(peer, answers.ToViewer, Tracks.Of(own), mountpoint);
    }

    private Task<JsonElement> StartAsync(PeerId peer, string answer, CancellationToken cancellationToken) =>
        _peers.TellAsync(peer, new JsonObject { ["request"] = "start" }, cancellationToken, Describe("answer", answer), acknowledged: true);

    private async Task CreateRoomAsync(Guid streamId, PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            await _peers.TellAsync(
                peer,
                new JsonObject
                {
                    ["request"] = "create",
                    ["room"] = RoomOf(streamId),
                    ["is_private"] = true,
                    ["publishers"] = Publishers,
                    // In the order in which they are preferred: VP8 is what every browser sends and plays.
                    ["audiocodec"] = "opus",
                    ["videocodec"] = "vp8,h264,vp9,av1",
                    // Where a recording can be sought to.
                    ["fir_freq"] = 10,
                    ["rec_dir"] = Path.Combine(_options!.Recordings, RoomOf(streamId)),
                },
                cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomExists)
        {
            // Since the last broadcaster.
        }
    }
}
