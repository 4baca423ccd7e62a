using Clockit.Messaging.Database;

namespace Clockit.StreamService.Infrastructure;

/// <summary>How long the viewer counts over time are kept.</summary>
internal static class ViewerSamples
{
    /// <summary>90 days: what is older is no longer in a stream's analytics, whose peak and total stay.</summary>
    public static readonly CleanUp CleanUp = new(
        "viewer_samples",
        """
        DELETE FROM viewer_samples WHERE (stream_id, at, event_id) IN (
          SELECT stream_id, at, event_id FROM viewer_samples WHERE at < now() - interval '90 days' LIMIT 5000)
        """);
}
