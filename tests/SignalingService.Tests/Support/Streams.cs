using Clockit.Contracts;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Tests.Support;

/// <summary>The events that StreamService publishes of a stream.</summary>
public static class Streams
{
    public static LiveStarted Started(StreamSummary stream, long sequence) => new()
    {
        EventId = Guid.CreateVersion7(),
        StreamId = stream.StreamId,
        Sequence = sequence,
        OccurredAt = stream.StartedAt!.Value,
        Title = stream.Title,
        Host = stream.Host,
        Visibility = stream.Visibility,
        StartedAt = stream.StartedAt!.Value,
        ChatEnabled = true,
        RecordEnabled = false,
    };

    public static LiveEnded Ended(StreamSummary stream, long sequence) => new()
    {
        EventId = Guid.CreateVersion7(),
        StreamId = stream.StreamId,
        Sequence = sequence,
        OccurredAt = stream.StartedAt!.Value.AddMinutes(1),
        Title = stream.Title,
        Host = stream.Host,
        Visibility = stream.Visibility,
        StartedAt = stream.StartedAt!.Value,
        EndedAt = stream.StartedAt!.Value.AddMinutes(1),
        Duration = 60,
        Reason = EndReasons.EndedByHost,
    };
}
