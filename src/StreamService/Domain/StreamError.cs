namespace Clockit.StreamService.Domain;

/// <summary>Why a stream refuses a transition or a change.</summary>
public sealed record StreamError(string Code, string Detail)
{
    public static readonly StreamError AlreadyLive = new("stream.already_live", "The stream is live already.");
    public static readonly StreamError AlreadyEnded = new(StreamCodes.AlreadyEnded, "The stream has ended; create a new one to go live again.");
    public static readonly StreamError NotLive = new("stream.not_live", "The stream is not live.");
    public static readonly StreamError LiveCannotBeDeleted = new(StreamCodes.Live, "A live stream cannot be deleted; end it first.");
}
