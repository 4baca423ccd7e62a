using System.Text.Json;
using Clockit.SignalingService.Application.Media;

namespace Clockit.SignalingService.Infrastructure.Janus;

/// <summary>What Janus tells of peers by itself.</summary>
internal static class JanusEvents
{
    public static void Translate(JsonElement message, Action<PeerEvent> happened)
    {
        if (!message.TryGetProperty("session_id", out var session))
        {
            return;
        }

        var peer = new PeerId(session.GetInt64(), message.TryGetProperty("sender", out var sender) ? sender.GetInt64() : 0);
        switch (message.GetProperty("janus").GetString())
        {
            case "webrtcup":
                happened(new PeerEvent(peer, PeerEventKind.Connected));
                break;
            case "media":
                var kind = message.GetProperty("receiving").GetBoolean() ? PeerEventKind.MediaArrives : PeerEventKind.MediaStopped;
                happened(new PeerEvent(peer, kind, message.GetProperty("mid").GetString()));
                break;
            case "hangup" or "detached" or "timeout":
                happened(new PeerEvent(peer, PeerEventKind.Gone));
                break;
            default:
                break;
        }
    }
}
