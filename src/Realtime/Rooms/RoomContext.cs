using Clockit.Realtime.Telemetry;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clockit.Realtime.Rooms;

/// <summary>What the rooms and connections of one hub share.</summary>
internal sealed record RoomContext(RealtimeOptions Options, RealtimeMetrics Metrics, IHubProtocol Protocol, TimeProvider Time)
{
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>A delivery failed, which must not happen.</summary>
    public void Failed(string room, Exception exception) => Logger.DeliveryFailed(room, exception);

    /// <summary>Encodes a push; its class and key follow from its method.</summary>
    public RoomMessage Encode(string method, object?[] arguments)
    {
        var (@class, key) = Options.Classify(method, arguments);
        return new RoomMessage(@class, key, Protocol.GetMessageBytes(new InvocationMessage(method, arguments)));
    }
}

internal static partial class RoomLog
{
    [LoggerMessage(11, LogLevel.Error, "A delivery to room {Room} failed; the room goes on")]
    public static partial void DeliveryFailed(this ILogger logger, string room, Exception exception);
}
