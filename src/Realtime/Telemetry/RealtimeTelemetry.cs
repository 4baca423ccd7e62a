using System.Diagnostics;

namespace Clockit.Realtime.Telemetry;

/// <summary>The activity source <c>Clockit.Realtime</c>: one span per delivery of a room, where someone listens.</summary>
public static class RealtimeTelemetry
{
    public const string ActivitySourceName = "Clockit.Realtime";
    public const string MeterName = RealtimeMetrics.MeterName;

    private static readonly ActivitySource Source = new(ActivitySourceName);

    internal static Activity? StartDelivery(string room, int messages, int members)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var activity = Source.StartActivity("deliver");
        activity?.SetTag("clockit.room", room);
        activity?.SetTag("messaging.batch.message_count", messages);
        activity?.SetTag("clockit.members", members);
        return activity;
    }
}
