using System.Diagnostics;

namespace Clockit.Realtime.Telemetry;

/// <summary>The activity source <c>Clockit.Realtime</c>: one span per delivery of a room, in the
/// trace of the first message that it delivers, on whichever node.</summary>
public static class RealtimeTelemetry
{
    public const string ActivitySourceName = "Clockit.Realtime";
    public const string MeterName = RealtimeMetrics.MeterName;

    private static readonly ActivitySource Source = new(ActivitySourceName);

    internal static Activity? StartDelivery(ActivityContext origin, string room, int messages, int members)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Source.StartActivity("deliver", ActivityKind.Internal, origin);
        activity?.SetTag("clockit.room", room);
        activity?.SetTag("messaging.batch.message_count", messages);
        activity?.SetTag("clockit.members", members);
        return activity;
    }
}
