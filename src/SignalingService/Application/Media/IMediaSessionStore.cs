using Clockit.ServiceDefaults.Errors;

namespace Clockit.SignalingService.Application.Media;

/// <summary>
/// The media sessions of all nodes. Each is in the care of one node, which renews its lease; those of a node that is gone
/// are taken over by another. Every step is atomic, and throws <see cref="ServiceUnavailableException"/> when the store
/// does not answer.
/// </summary>
public interface IMediaSessionStore
{
    /// <summary>Adds a session in this node's care. An ingest becomes its stream's publisher.</summary>
    Task<Added> AddAsync(MediaSession session, TimeSpan lease, int capacity);

    /// <summary>The session, or null.</summary>
    Task<MediaSession?> FindAsync(string id);

    /// <summary>Whether a stream had this session until a moment ago.</summary>
    Task<bool> WasThereAsync(Guid streamId, string id);

    /// <summary>The ingest whose media the stream shows, or null.</summary>
    Task<MediaSession?> FindPublisherAsync(Guid streamId);

    /// <summary>Every session of a stream.</summary>
    Task<IReadOnlyList<MediaSession>> FindOfStreamAsync(Guid streamId);

    /// <summary>Notes a viewer's answer. False when there is one already, or no such session.</summary>
    Task<bool> AnswerAsync(string id, string ufrag);

    /// <summary>
    /// Takes a session out: null when somebody else did, or whether its stream has lost its broadcaster with it, which is then
    /// noted as <see cref="Presence.ILostBroadcasts"/> tells.
    /// </summary>
    Task<bool?> RemoveAsync(MediaSession session);

    /// <summary>Whether anybody ever published the stream; false the next time.</summary>
    Task<bool> ForgetStreamAsync(Guid streamId);

    /// <summary>Keeps sessions in this node's care; gives those that are no longer.</summary>
    Task<IReadOnlyList<string>> RenewAsync(IReadOnlyCollection<string> ids, TimeSpan lease);

    /// <summary>Takes over sessions that nobody cares for any more.</summary>
    Task<IReadOnlyList<MediaSession>> TakeOverAsync(TimeSpan lease, int limit);
}

/// <summary>How <see cref="IMediaSessionStore.AddAsync"/> went.</summary>
/// <param name="IsFull">Nothing was added.</param>
/// <param name="Replaced">The ingest that was the stream's publisher until now.</param>
public sealed record Added(bool IsFull, MediaSession? Replaced);
