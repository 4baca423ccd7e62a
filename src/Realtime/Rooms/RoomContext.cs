using Clockit.Realtime.Telemetry;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Clockit.Realtime.Rooms;

/// <summary>What the rooms and connections of one hub share.</summary>
internal sealed record RoomContext(RealtimeOptions Options, RealtimeMetrics Metrics, IHubProtocol Protocol, TimeProvider Time)
{
    /// <summary>Encodes a push; its class and key follow from its method.</summary>
    public RoomMessage Encode(string method, object?[] arguments)
    {
        var (@class, key) = Options.Classify(method, arguments);
        return new RoomMessage(@class, key, Protocol.GetMessageBytes(new InvocationMessage(method, arguments)));
    }
}
