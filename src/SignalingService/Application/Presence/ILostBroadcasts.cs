using Clockit.ServiceDefaults.Errors;

namespace Clockit.SignalingService.Application.Presence;

/// <summary>
/// Streams whose broadcaster's connection went, on whichever node, until that was reported. The methods throw
/// <see cref="ServiceUnavailableException"/> when the store does not answer.
/// </summary>
public interface ILostBroadcasts
{
    /// <summary>Streams that have been without their broadcaster for at least this long.</summary>
    Task<IReadOnlyList<Guid>> FindAsync(TimeSpan atLeast);

    /// <summary>Says that the loss was reported. True when a broadcaster is there after all.</summary>
    /// <param name="ofSession">
    /// Whether it was a WHIP session that was lost. Its broadcaster may be at the hub all the same, but sends nothing there.
    /// </param>
    Task<bool> ForgetAsync(Guid streamId, bool ofSession = false);
}
