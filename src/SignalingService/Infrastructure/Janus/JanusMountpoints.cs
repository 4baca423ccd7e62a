using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>
/// The mountpoints of Janus's Streaming plugin. The VideoRoom sends fixed payload types, which a viewer's offer may use
/// for something else; then the broadcaster's media is forwarded, under the viewer's payload types, to a mountpoint that
/// passes it on as it is. There is one for each set of payload types of each stream, whose id says which
/// (<see cref="MountpointId"/>): Janus itself is who knows them, so that any node finds what another one made.
/// </summary>
internal sealed partial class JanusMountpoints(JanusPeers peers, TimeProvider time, ILogger<JanusMountpoints> logger)
{
    public const string AudioMid = "a";
    public const string VideoMid = "v";
    private const string Loopback = "127.0.0.1";

    /// <summary>For how long a mountpoint is kept that nobody watches: its next viewer need not wait for it.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>Since when this node sees that nobody watches.</summary>
    private readonly ConcurrentDictionary<MountpointId, DateTimeOffset> _unwatched = new();

    /// <summary>Makes a mountpoint and forwards a feed to it. Nothing happens when another node has just done it.</summary>
    /// <exception cref="JanusException">The feed is not there: <see cref="JanusErrors.FeedNotFound"/>, <see cref="JanusErrors.RoomNotFound"/>.</exception>
    public Task CreateAsync(MountpointId id, Publication publication, CancellationToken cancellationToken) => WithHandlesAsync(async (streaming, room) =>
    {
        var media = new JsonArray();
        if (id.AudioType is { } audioType)
        {
            media.Add(Media("audio", AudioMid, "opus", audioType));
        }

        if (id.VideoType is { } videoType)
        {
            media.Add(Media("video", VideoMid, id.VideoCodec!.ToLowerInvariant(), videoType));
        }

        JsonElement created;
        try
        {
            created = await peers.TellAsync(
                streaming,
                new JsonObject { ["request"] = "create", ["type"] = "rtp", ["id"] = id.ToString(), ["is_private"] = false, ["permanent"] = false, ["media"] = media },
                cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.MountpointExists)
        {
            return;
        }

        try
        {
            var mountpoint = JanusMountpoint.Of(id, JanusPeers.Data(created).GetProperty("stream").GetProperty("ports"), "rtcp_port");
            await ForwardAsync(room, mountpoint, publication, cancellationToken);
        }
        catch
        {
            await DestroyAsync(streaming, id, CancellationToken.None);
            throw;
        }
    }, cancellationToken);

    /// <summary>See <see cref="IMediaPlane.TendMountpointsAsync"/>.</summary>
    public Task TendAsync(Guid streamId, Publication publication, IReadOnlySet<string> watched, CancellationToken cancellationToken) => WithHandlesAsync(async (streaming, room) =>
    {
        var all = await ListAsync(streaming, streamId, cancellationToken);
        if (all.Count == 0)
        {
            return;
        }

        var forwards = await ListForwardsAsync(room, streamId, cancellationToken);
        foreach (var id in all)
        {
            var isWatched = watched.Contains(id.ToString());
            if (!isWatched && time.GetUtcNow() - _unwatched.GetOrAdd(id, time.GetUtcNow()) >= Linger)
            {
                _unwatched.TryRemove(id, out _);
                await StopAsync(room, streamId, forwards, (await FindAsync(streaming, id, cancellationToken))?.Ports ?? [], cancellationToken);
                await DestroyAsync(streaming, id, cancellationToken);
                continue;
            }

            if (isWatched)
            {
                _unwatched.TryRemove(id, out _);
            }

            if (await FindAsync(streaming, id, cancellationToken) is { } mountpoint && !mountpoint.IsFedBy(publication, forwards))
            {
                // Never two feeds at a time, whose packets would mix.
                await StopAsync(room, streamId, forwards, mountpoint.Ports, cancellationToken);
                await ForwardAsync(room, mountpoint, publication, cancellationToken);
                LogMoved(streamId);
            }
        }
    }, cancellationToken);

    /// <summary>Ends all mountpoints of a stream, and whoever watches them.</summary>
    public Task DestroyAllAsync(Guid streamId, CancellationToken cancellationToken) => WithHandlesAsync(async (streaming, _) =>
    {
        foreach (var id in await ListAsync(streaming, streamId, cancellationToken))
        {
            await DestroyAsync(streaming, id, cancellationToken);
            _unwatched.TryRemove(id, out var _);
        }
    }, cancellationToken);

    private static JsonObject Media(string kind, string mid, string codec, int payloadType)
    {
        // Ports that Janus chooses; nothing outside reaches them.
        var media = new JsonObject { ["type"] = kind, ["mid"] = mid, ["port"] = 0, ["iface"] = Loopback, ["pt"] = payloadType, ["codec"] = codec };
        if (kind is "video")
        {
            // How keyframes are asked for.
            media["rtcpport"] = 0;
        }

        return media;
    }

    private async Task ForwardAsync(PeerId room, JanusMountpoint mountpoint, Publication publication, CancellationToken cancellationToken)
    {
        if (!mountpoint.Id.CanShow(publication))
        {
            return;
        }

        var streams = new JsonArray();
        if (mountpoint.Audio is { } audio)
        {
            streams.Add(new JsonObject { ["mid"] = publication.Tracks.AudioMid, ["port"] = audio });
        }

        if (mountpoint.Video is { } video)
        {
            // Of several encodings the best that arrives is forwarded.
            streams.Add(new JsonObject { ["mid"] = publication.Tracks.VideoMid, ["port"] = video, ["rtcp_port"] = mountpoint.VideoControl, ["simulcast"] = publication.Formats.IsSimulcast });
        }

        await peers.TellAsync(
            room,
            new JsonObject
            {
                ["request"] = "rtp_forward",
                ["room"] = mountpoint.Id.StreamId.ToString(),
                ["publisher_id"] = publication.Feed,
                ["host"] = Loopback,
                ["host_family"] = "ipv4",
                ["streams"] = streams,
            },
            cancellationToken);
    }

    /// <summary>Stops what arrives at some ports.</summary>
    private async Task StopAsync(PeerId room, Guid streamId, IReadOnlyList<JanusForward> forwards, IReadOnlyCollection<int> ports, CancellationToken cancellationToken)
    {
        foreach (var forward in forwards.Where(forward => ports.Contains(forward.Port)))
        {
            try
            {
                await peers.TellAsync(
                    room,
                    new JsonObject { ["request"] = "stop_rtp_forward", ["room"] = streamId.ToString(), ["publisher_id"] = forward.Feed, ["stream_id"] = forward.Id },
                    cancellationToken);
            }
            catch (JanusException)
            {
                // Its feed is gone, and it with it.
            }
        }
    }

    private async Task<IReadOnlyList<MountpointId>> ListAsync(PeerId streaming, Guid streamId, CancellationToken cancellationToken)
    {
        var answer = await peers.TellAsync(streaming, new JsonObject { ["request"] = "list" }, cancellationToken);
        return
        [
            .. JanusPeers.Data(answer).GetProperty("list").EnumerateArray()
                .Select(mountpoint => MountpointId.TryParse(mountpoint.GetProperty("id").GetString()!))
                .OfType<MountpointId>()
                .Where(id => id.StreamId == streamId),
        ];
    }

    private async Task<JanusMountpoint?> FindAsync(PeerId streaming, MountpointId id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await peers.TellAsync(streaming, new JsonObject { ["request"] = "info", ["id"] = id.ToString() }, cancellationToken);
            return JanusMountpoint.Of(id, JanusPeers.Data(answer).GetProperty("info").GetProperty("media"), "rtcpport");
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.MountpointNotFound)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<JanusForward>> ListForwardsAsync(PeerId room, Guid streamId, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await peers.TellAsync(room, new JsonObject { ["request"] = "listforwarders", ["room"] = streamId.ToString() }, cancellationToken);
            return
            [
                .. JanusPeers.Data(answer).GetProperty("publishers").EnumerateArray().SelectMany(publisher => publisher.GetProperty("forwarders").EnumerateArray().Select(forward =>
                    new JanusForward(publisher.GetProperty("publisher_id").GetString()!, forward.GetProperty("stream_id").GetInt64(), forward.GetProperty("port").GetInt32()))),
            ];
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.RoomNotFound)
        {
            return [];
        }
    }

    private async Task DestroyAsync(PeerId streaming, MountpointId id, CancellationToken cancellationToken)
    {
        try
        {
            await peers.TellAsync(streaming, new JsonObject { ["request"] = "destroy", ["id"] = id.ToString(), ["permanent"] = false }, cancellationToken);
        }
        catch (JanusException exception) when (exception.Code is JanusErrors.MountpointNotFound)
        {
            // Another node was faster.
        }
    }

    /// <summary>The requests about mountpoints and forwards need a handle of each plugin, whichever.</summary>
    private async Task WithHandlesAsync(Func<PeerId, PeerId, Task> use, CancellationToken cancellationToken)
    {
        var streaming = await peers.CreateAsync(JanusPeers.Streaming, cancellationToken);
        try
        {
            await use(streaming, await peers.AttachAsync(streaming.Session, JanusPeers.VideoRoom, cancellationToken));
        }
        finally
        {
            await peers.CloseAsync(streaming, CancellationToken.None);
        }
    }

    [LoggerMessage(EventId = 4056, Level = LogLevel.Information, Message = "A mountpoint of stream {StreamId} shows another broadcaster")]
    private partial void LogMoved(Guid streamId);
}
