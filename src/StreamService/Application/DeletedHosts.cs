using Clockit.Contracts;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>What becomes of the streams of a deleted account.</summary>
public sealed class DeletedHosts(IStreamStore store, TimeProvider time)
{
    /// <summary>
    /// Ends the host's streams that are live, deletes those that have not begun, and has those that stay show a deleted
    /// account. Safe to repeat.
    /// </summary>
    public async Task DeleteAsync(Guid hostId, CancellationToken cancellationToken)
    {
        foreach (var id in await store.ListUnendedAsync(hostId, cancellationToken))
        {
            await store.ChangeAsync(id, Leave, cancellationToken);
        }

        await store.UpdateHostAsync(new StreamHost(hostId, "deleted", "Deleted account", AvatarUrl: null), time.GetUtcNow(), cancellationToken);
    }

    private StreamChange Leave(LiveStream? stream)
    {
        var now = time.GetUtcNow();
        return stream switch
        {
            null => StreamChange.Commit(),
            { Status: StreamStatus.Upcoming } => stream.Delete(now).Event is { } deleted ? StreamChange.CommitDeletion(deleted) : StreamChange.Commit(),
            _ => stream.End(EndReasons.EndedByHost, recordingUrl: null, now).Event is { } ended ? StreamChange.Commit(ended) : StreamChange.Commit(),
        };
    }
}
