using Clockit.Contracts;
using Clockit.ServiceDefaults;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>What the media plane reports of a stream. Repeating a report changes nothing and succeeds.</summary>
public sealed class MediaCommands(IStreamStore store, IStreamKeys keys, PublicOrigin origin, TimeProvider time, InterruptionOptions options)
{
    /// <summary>The host's media arrived: upcoming → live, interrupted → live.</summary>
    public Task<StreamOutcome> ConnectedAsync(Guid id, Guid hostId, CancellationToken cancellationToken) =>
        ChangeAsync(id, hostId, stream =>
        {
            if (stream.Resume(time.GetUtcNow()) is { } resumed)
            {
                return StreamChange.Commit(resumed);
            }

            if (stream.IsLive)
            {
                stream.Receive(time.GetUtcNow());
                return StreamChange.Commit();
            }

            var (started, error) = stream.Start(host: null, playbackUrl: null, time.GetUtcNow());
            return error is null ? StreamChange.Commit(started!) : StreamChange.Refuse(StreamRefusal.From(error));
        }, cancellationToken);

    /// <summary>The host's media stopped: live → interrupted, and ended when it does not return within the grace period.</summary>
    public Task<StreamOutcome> DisconnectedAsync(Guid id, Guid hostId, CancellationToken cancellationToken) =>
        ChangeAsync(
            id,
            hostId,
            stream => stream.Interrupt(options.GracePeriod, time.GetUtcNow()) is { } interrupted ? StreamChange.Commit(interrupted) : StreamChange.Commit(),
            cancellationToken);

    /// <summary>The host ended the stream.</summary>
    public Task<StreamOutcome> EndAsync(Guid id, Guid hostId, CancellationToken cancellationToken) =>
        ChangeAsync(id, hostId, stream =>
        {
            var (ended, error) = stream.End(EndReasons.EndedByHost, recordingUrl: null, time.GetUtcNow());
            return error is null ? StreamChange.Commit(ended!) : StreamChange.Refuse(StreamRefusal.From(error));
        }, cancellationToken);

    /// <summary>
    /// Ends a stream whose media did not come back within the grace period, or never came. Does nothing when it came in time.
    /// </summary>
    public Task<StreamOutcome> EndIfLostAsync(Guid id, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            id,
            stream => ReasonToEnd(stream) is { } reason
                ? StreamChange.Commit(stream!.End(reason, recordingUrl: null, time.GetUtcNow()).Event!)
                : StreamChange.Commit(),
            cancellationToken);

    /// <summary>The recording of an ended stream is there.</summary>
    /// <param name="path">Where it is played below the public origin.</param>
    public Task<StreamOutcome> RecordedAsync(Guid id, string path, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            id,
            stream => stream is null ? StreamChange.Refuse(StreamRefusal.NotFound)
                : stream.AttachRecording(path, origin.AddressOf(path), time.GetUtcNow()) is { } ready ? StreamChange.Commit(ready)
                : StreamChange.Commit(),
            cancellationToken);

    /// <summary>The stream whose key this is, or null.</summary>
    public Task<LiveStream?> FindByKeyAsync(string key, CancellationToken cancellationToken) =>
        store.FindByKeyHashAsync(keys.Hash(key), cancellationToken);

    private string? ReasonToEnd(LiveStream? stream)
    {
        var now = time.GetUtcNow();
        return stream?.GraceEndsAt <= now ? EndReasons.BroadcasterLost
            : stream?.MediaDueAt <= now ? EndReasons.NoMedia
            : null;
    }

    private Task<StreamOutcome> ChangeAsync(Guid id, Guid hostId, Func<LiveStream, StreamChange> change, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            id,
            stream => stream is null ? StreamChange.Refuse(StreamRefusal.NotFound)
                : stream.HostId != hostId ? StreamChange.Refuse(StreamRefusal.NotHost)
                : change(stream),
            cancellationToken);
}

/// <summary>Configuration section <c>Media</c>.</summary>
public sealed class InterruptionOptions
{
    /// <summary>How long a stream stays interrupted before it ends; 30 s unless configured.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a stream that was started without media, and without an address where its media is, may stay live until
    /// some arrives; 5 min unless configured.
    /// </summary>
    public TimeSpan StartPeriod { get; set; } = TimeSpan.FromMinutes(5);
}
