namespace Clockit.StreamService.Application;

/// <summary>What ChatService counted in a stream's chat.</summary>
public interface IChatCounts
{
    /// <summary>The counts, or null while ChatService does not answer.</summary>
    Task<ChatCounts?> FindAsync(Guid streamId, CancellationToken cancellationToken);
}

/// <param name="Messages">Messages that were sent, deleted ones included.</param>
/// <param name="Reactions">Reactions that were sent.</param>
public sealed record ChatCounts(long Messages, long Reactions)
{
    public static readonly ChatCounts None = new(0, 0);
}
