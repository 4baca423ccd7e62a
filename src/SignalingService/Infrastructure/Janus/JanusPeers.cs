using System.Text.Json;
using System.Text.Json.Nodes;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>Peers at Janus, each with a Janus session of its own, so that any node can claim it.</summary>
internal sealed partial class JanusPeers(JanusConnection janus, ILogger<JanusPeers> logger)
{
    public const string VideoRoom = "janus.plugin.videoroom";
    public const string Streaming = "janus.plugin.streaming";

    /// <summary>A new peer of a plugin.</summary>
    public async Task<PeerId> CreateAsync(string plugin, CancellationToken cancellationToken)
    {
        var created = await janus.AskAsync(new JsonObject { ["janus"] = "create" }, acknowledged: false, cancellationToken);
        var session = created.GetProperty("data").GetProperty("id").GetInt64();
        return await AttachAsync(session, plugin, cancellationToken);
    }

    /// <summary>A further peer in a session.</summary>
    public async Task<PeerId> AttachAsync(long session, string plugin, CancellationToken cancellationToken)
    {
        var attached = await janus.AskAsync(new JsonObject { ["janus"] = "attach", ["session_id"] = session, ["plugin"] = plugin }, acknowledged: false, cancellationToken);
        return new PeerId(session, attached.GetProperty("data").GetProperty("id").GetInt64());
    }

    /// <summary>Asks a peer's plugin.</summary>
    /// <param name="acknowledged">True to be content with the acknowledgement.</param>
    public Task<JsonElement> TellAsync(PeerId peer, JsonObject body, CancellationToken cancellationToken, JsonObject? jsep = null, bool acknowledged = false)
    {
        var request = Address(peer, new JsonObject { ["janus"] = "message", ["body"] = body });
        if (jsep is not null)
        {
            request["jsep"] = jsep;
        }

        return janus.AskAsync(request, acknowledged, cancellationToken);
    }

    /// <summary>Ends a peer's session. Nothing happens when it is gone.</summary>
    public async Task CloseAsync(PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            await janus.AskAsync(new JsonObject { ["janus"] = "destroy", ["session_id"] = peer.Session }, acknowledged: false, cancellationToken);
        }
        catch (JanusException exception) when (exception.IsGone())
        {
            // Somebody was faster.
        }
    }

    /// <summary>A new peer, which is gone again when it comes to nothing.</summary>
    public async Task<T> WithNewAsync<T>(string plugin, Func<PeerId, Task<T>> use, CancellationToken cancellationToken)
    {
        var peer = await CreateAsync(plugin, cancellationToken);
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

    /// <summary>Puts Janus's refusals into the application's words, but for those that its callers tell apart.</summary>
    public async Task<T> WithDescriptionAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use();
        }
        catch (JanusException exception) when (exception.IsGone())
        {
            throw new LiveException(MediaCodes.SessionNotFound, "There is no such session (any more).");
        }
        catch (JanusException exception) when (exception.Code is not (JanusErrors.RoomNotFound or JanusErrors.FeedNotFound or JanusErrors.MountpointNotFound))
        {
            LogRefused(exception.Code);
            throw new LiveException(MediaCodes.SdpRefused, "The media server cannot make a session of this description.");
        }
    }

    public static JsonObject Address(PeerId peer, JsonObject request)
    {
        request["session_id"] = peer.Session;
        request["handle_id"] = peer.Handle;
        return request;
    }

    /// <summary>What a plugin's answer says.</summary>
    public static JsonElement Data(JsonElement answer) => answer.GetProperty("plugindata").GetProperty("data");

    [LoggerMessage(EventId = 4052, Level = LogLevel.Information, Message = "Janus refuses a description with {Code}")]
    private partial void LogRefused(int code);
}
