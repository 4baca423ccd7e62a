namespace Clockit.StreamService.Application;

/// <summary>The media sessions of SignalingService, which go by a stream's key and visibility.</summary>
public interface IMediaAccess
{
    /// <summary>
    /// Has the media sessions of a stream looked at again: those that came in on a replaced key end, and those of viewers
    /// who may no longer see it. They are over when this returns, unless SignalingService does not answer: then they end
    /// within seconds of its return.
    /// </summary>
    Task RecheckAsync(Guid streamId, CancellationToken cancellationToken);
}
