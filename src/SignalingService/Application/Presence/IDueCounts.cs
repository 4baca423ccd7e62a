using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Rooms;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// Rooms whose count changed since it was last told. A count that was taken and not acknowledged comes up again, so that
/// the last one always arrives; one that changed again meanwhile comes up once the interval has passed. The methods
/// throw <see cref="ServiceUnavailableException"/> when the store does not answer.
/// </summary>
public interface IDueCounts
{
    /// <summary>Takes counts that are due, for all nodes: no other node gets the same.</summary>
    /// <param name="audience">Who is to be told.</param>
    /// <param name="interval">The least time between two counts of one room.</param>
    Task<IReadOnlyList<DueCount>> TakeAsync(CountAudience audience, TimeSpan interval);

    /// <summary>Says that these were told.</summary>
    Task AcknowledgeAsync(CountAudience audience, IReadOnlyCollection<DueCount> told);
}

/// <summary>Those to whom counts are told, each at its own pace.</summary>
public enum CountAudience
{
    Room,
    Bus,
}

/// <param name="StreamId">The room.</param>
/// <param name="Version">Tells whether the count changed since.</param>
/// <param name="Sequence">Rises with each count of a room and audience, also after the store lost the room; the time in ms at least.</param>
/// <param name="Counts">The count as it is now.</param>
public sealed record DueCount(Guid StreamId, long Version, long Sequence, RoomCounts Counts);
