using Clockit.Contracts;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>Streams in the database. A change and its events commit together.</summary>
public interface IStreamStore
{
    /// <summary>The stream as committed, or null.</summary>
    Task<LiveStream?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The stream whose key has this hash (<see cref="IStreamKeys.Hash"/>) as committed, or null.</summary>
    Task<LiveStream?> FindByKeyHashAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a stream. With an idempotency key that its host used before, nothing is added: the stream that was added then
    /// is returned, or a refusal when the request was a different one.
    /// </summary>
    Task<StreamOutcome> AddAsync(LiveStream stream, IReadOnlyList<IStreamEvent> events, IdempotencyKey? idempotencyKey, CancellationToken cancellationToken);

    /// <summary>
    /// Locks the stream's row, so that changes of one stream happen one after the other, and commits what
    /// <paramref name="change"/> did with it together with the events that it returns. The function is called once, with
    /// null when there is no such stream.
    /// </summary>
    Task<StreamOutcome> ChangeAsync(Guid id, Func<LiveStream?, StreamChange> change, CancellationToken cancellationToken);

    /// <summary>The ids of a host's streams that have not ended.</summary>
    Task<IReadOnlyList<Guid>> ListUnendedAsync(Guid hostId, CancellationToken cancellationToken);

    /// <summary>
    /// Has every stream of a host show the host's profile as it is now. One statement, which changes, and counts as a
    /// change of, those streams alone that show something else.
    /// </summary>
    Task UpdateHostAsync(StreamHost host, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>What to commit: nothing when refused, otherwise the entity's new state (or its deletion) and the events.</summary>
public sealed record StreamChange(StreamRefusal? Refusal, IReadOnlyList<IStreamEvent> Events, bool Delete = false)
{
    public static StreamChange Refuse(StreamRefusal refusal) => new(refusal, []);

    public static StreamChange Commit(params IReadOnlyList<IStreamEvent> events) => new(Refusal: null, events);

    public static StreamChange CommitDeletion(IStreamEvent @event) => new(Refusal: null, [@event], Delete: true);
}

/// <summary>Names one create request of one host, so that a retry does not create a second stream.</summary>
public sealed record IdempotencyKey(Guid HostId, string Key, byte[] RequestHash)
{
    /// <summary>The longest key that is taken, in characters.</summary>
    public const int MaxLength = 200;
}
