using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Domain.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>
/// Janus's VideoRoom (1.1.2; the plugin's page in Janus's documentation): a room per stream by the stream's id, a feed
/// per broadcaster. Each peer has a Janus session of its own, so that any node can claim it.
/// </summary>
internal sealed partial class JanusMediaPlane : IMediaPlane
{
    private const string Plugin = "janus.plugin.videoroom";

    /// <summary>Of a room: one broadcaster, another one that takes over, and a third that does so meanwhile.</summary>
    private const int Publishers = 8;

    private readonly JanusConnection _janus;
    private readonly JanusOptions? _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JanusMediaPlane> _logger;
    private volatile Action<PeerEvent> _happened = _ => { };

    public JanusMediaPlane(JanusConnection janus, JanusOptions? options, TimeProvider time, ILogger<JanusMediaPlane> logger)
    {
        (_janus, _options, _time, _logger) = (janus, options, time, logger);
        _janus.Received = Translate;
    }

    public void Tell(Action<PeerEvent> listener) => _happened = listener;

    public Task<(PeerId Peer, string Answer)> PublishAsync(Guid streamId, string feed, SessionDescription offer, bool record, CancellationToken cancellationToken) =>
        WithPeerAsync(async peer =>
        {
            await CreateRoomAsync(streamId, peer, cancellationToken);
            var joined = await TellAsync(
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
                Describe("offer", offer),
                cancellationToken);
            return (peer, joined.GetProperty("jsep").GetProperty("sdp").GetString()!);
        }, cancellationToken);

    public async Task<(PeerId Peer, string Offer)?> SubscribeAsync(Guid streamId, string feed, CancellationToken cancellationToken)
    {
        try
        {
            return await WithPeerAsync(async peer =>
            {
                var attached = await TellAsync(
                    peer,
                    new JsonObject
                    {
                        ["request"] = "join",
                        ["ptype"] = "subscriber",
                        ["room"] = RoomOf(streamId),
                        // One MediaStream, and no new offers, which WHEP has no way to tell of.
                        ["use_msid"] = true,
                        ["autoupdate"] = false,
                        ["streams"] = new JsonArray(new JsonObject { ["feed"] = feed }),
                    },
                    jsep: null,
                    cancellationToken);
                return (peer, attached.GetProperty("jsep").GetProperty("sdp").GetString()!);
            }, cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomNotFound or JanusErrors.FeedNotFound)
        {
            return null;
        }
    }

    public Task AnswerAsync(PeerId peer, SessionDescription answer, CancellationToken cancellationToken) =>
        WithDescriptionAsync(() => TellAsync(peer, new JsonObject { ["request"] = "start" }, Describe("answer", answer), cancellationToken, acknowledged: true));

    public Task AddCandidatesAsync(PeerId peer, IceFragment fragment, CancellationToken cancellationToken) => WithDescriptionAsync(async () =>
    {
        // All sections share one transport, so that it is the first one's where nobody said.
        var candidates = new JsonArray([.. fragment.Candidates.Select(candidate => candidate.Mid is null
            ? new JsonObject { ["sdpMLineIndex"] = 0, ["candidate"] = candidate.Candidate }
            : new JsonObject { ["sdpMid"] = candidate.Mid, ["candidate"] = candidate.Candidate })]);
        if (fragment.IsEnd)
        {
            candidates.Add(new JsonObject { ["completed"] = true });
        }

        return candidates.Count == 0
            ? default
            : await _janus.AskAsync(Address(peer, new JsonObject { ["janus"] = "trickle", ["candidates"] = candidates }), acknowledged: true, cancellationToken);
    });

    public async Task<bool> SwitchAsync(PeerId peer, string feed, Tracks from, Tracks to, CancellationToken cancellationToken)
    {
        var pairs = new[] { (From: from.AudioMid, To: to.AudioMid), (From: from.VideoMid, To: to.VideoMid) }.Where(pair => pair.To is not null).ToList();
        if (pairs.Exists(pair => pair.From is null))
        {
            return false;
        }

        try
        {
            var changed = new JsonArray([.. pairs.Select(pair => new JsonObject { ["feed"] = feed, ["mid"] = pair.From, ["sub_mid"] = pair.To })]);
            var switched = await TellAsync(peer, new JsonObject { ["request"] = "switch", ["streams"] = changed }, jsep: null, cancellationToken);
            return switched.GetProperty("plugindata").GetProperty("data").TryGetProperty("changes", out var changes) && changes.GetInt32() == pairs.Count;
        }
        catch (JanusException)
        {
            return false;
        }
    }

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
            var answer = await TellAsync(peer, new JsonObject { ["request"] = "listparticipants", ["room"] = RoomOf(streamId) }, jsep: null, cancellationToken);
            return answer.GetProperty("plugindata").GetProperty("data").GetProperty("participants").EnumerateArray()
                .Any(participant => participant.GetProperty("id").GetString() == feed && participant.GetProperty("publisher").GetBoolean());
        }
        catch (JanusException exception) when (exception.IsGone() || exception.Code is JanusErrors.RoomNotFound)
        {
            return false;
        }
    }

    public async Task CloseAsync(PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            await _janus.AskAsync(new JsonObject { ["janus"] = "destroy", ["session_id"] = peer.Session }, acknowledged: false, cancellationToken);
        }
        catch (JanusException exception) when (exception.IsGone())
        {
            // Somebody was faster.
        }
    }

    public async Task CloseStreamAsync(Guid streamId, CancellationToken cancellationToken)
    {
        var peer = await CreatePeerAsync(cancellationToken);
        try
        {
            await TellAsync(peer, new JsonObject { ["request"] = "destroy", ["room"] = RoomOf(streamId) }, jsep: null, cancellationToken);
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

    private static JsonObject Describe(string type, SessionDescription description) => new() { ["type"] = type, ["sdp"] = description.Text };

    private static JsonObject Address(PeerId peer, JsonObject request)
    {
        request["session_id"] = peer.Session;
        request["handle_id"] = peer.Handle;
        return request;
    }

    private Task<JsonElement> TellAsync(PeerId peer, JsonObject body, JsonObject? jsep, CancellationToken cancellationToken, bool acknowledged = false)
    {
        var request = Address(peer, new JsonObject { ["janus"] = "message", ["body"] = body });
        if (jsep is not null)
        {
            request["jsep"] = jsep;
        }

        return _janus.AskAsync(request, acknowledged, cancellationToken);
    }

    private async Task CreateRoomAsync(Guid streamId, PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(
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
                jsep: null,
                cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomExists)
        {
            // Since the last broadcaster.
        }
    }

    private async Task<PeerId> CreatePeerAsync(CancellationToken cancellationToken)
    {
        var created = await _janus.AskAsync(new JsonObject { ["janus"] = "create" }, acknowledged: false, cancellationToken);
        var session = created.GetProperty("data").GetProperty("id").GetInt64();
        var attached = await _janus.AskAsync(
            new JsonObject { ["janus"] = "attach", ["session_id"] = session, ["plugin"] = Plugin }, acknowledged: false, cancellationToken);
        return new PeerId(session, attached.GetProperty("data").GetProperty("id").GetInt64());
    }

    /// <summary>A new peer, which is gone again when it comes to nothing.</summary>
    private async Task<T> WithPeerAsync<T>(Func<PeerId, Task<T>> use, CancellationToken cancellationToken)
    {
        var peer = await CreatePeerAsync(cancellationToken);
        try
        {
            return await WithDescriptionAsync(() => use(peer));
        }
        catch
        {
            await CloseAsync(peer, CancellationToken.None);
            throw;
        }
    }

    private async Task<T> WithDescriptionAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (JanusException exception) when (exception.IsGone())
        {
            throw new LiveException(MediaCodes.SessionNotFound, "There is no such session (any more).");
        }
        catch (JanusException exception) when (exception.Code is not (JanusErrors.RoomNotFound or JanusErrors.FeedNotFound))
        {
            LogRefused(exception.Code);
            throw new LiveException(MediaCodes.SdpRefused, "The media server cannot make a session of this description.");
        }
    }

    private void Translate(JsonElement message)
    {
        if (!message.TryGetProperty("session_id", out var session))
        {
            return;
        }

        var peer = new PeerId(session.GetInt64(), message.TryGetProperty("sender", out var sender) ? sender.GetInt64() : 0);
        switch (message.GetProperty("janus").GetString())
        {
            case "webrtcup":
                _happened(new PeerEvent(peer, PeerEventKind.Connected));
                break;
            case "media":
                var kind = message.GetProperty("receiving").GetBoolean() ? PeerEventKind.MediaArrives : PeerEventKind.MediaStopped;
                _happened(new PeerEvent(peer, kind, message.GetProperty("mid").GetString()));
                break;
            case "hangup" or "detached" or "timeout":
                _happened(new PeerEvent(peer, PeerEventKind.Gone));
                break;
            default:
                break;
        }
    }

    [LoggerMessage(EventId = 4052, Level = LogLevel.Information, Message = "Janus refuses a description with {Code}")]
    private partial void LogRefused(int code);
}
