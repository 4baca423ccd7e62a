using Clockit.Contracts;
using Clockit.ServiceDefaults.Authentication;
using Clockit.StreamService.Domain;

namespace Clockit.StreamService.Application;

/// <summary>Everything that changes a stream.</summary>
public sealed class StreamCommands(IStreamStore store, IStreamKeys keys, IMediaAccess media, InterruptionOptions options, TimeProvider time)
{
    /// <summary>A new stream, and live at once when <paramref name="start"/> is set.</summary>
    public Task<StreamOutcome> CreateAsync(Caller creator, StreamDetails details, bool start, IdempotencyKey? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (stream, scheduled) = LiveStream.Create(HostOf(creator), details, keys.Create(), now);
        List<IStreamEvent> events = [scheduled];
        if (start)
        {
            events.Add(stream.Start(host: null, playbackUrl: null, now, options.StartPeriod).Event!);
        }

        return store.AddAsync(stream, events, idempotencyKey, cancellationToken);
    }

    public async Task<StreamOutcome> EditAsync(Caller caller, Guid id, StreamFields fields, Func<LiveStream, bool> isExpected, Action<IReadOnlyDictionary<string, string[]>> onInvalid, CancellationToken cancellationToken)
    {
        var isHidden = false;
        var outcome = await ChangeAsHostAsync(caller, id, stream =>
        {
            if (!isExpected(stream))
            {
                return StreamChange.Refuse(StreamRefusal.Changed);
            }

            var (details, errors) = fields.Apply(stream);
            if (details is null)
            {
                onInvalid(errors!);
                return StreamChange.Refuse(new StreamRefusal(RefusalKind.Invalid, "request.invalid", "Some fields are not valid; see errors."));
            }

            isHidden = stream.IsLive && stream.Visibility != Visibility.Private && details.Visibility == Visibility.Private;
            return stream.Edit(details, time.GetUtcNow()) is { } changed ? StreamChange.Commit(changed) : StreamChange.Commit();
        }, cancellationToken);
        if (isHidden && outcome.Stream is not null)
        {
            await media.RecheckAsync(id, cancellationToken);
        }

        return outcome;
    }

    public Task<StreamOutcome> StartAsync(Caller caller, Guid id, string? playbackUrl, CancellationToken cancellationToken) =>
        ChangeAsHostAsync(caller, id, stream => Transition(stream.Start(HostOf(caller), playbackUrl, time.GetUtcNow(), options.StartPeriod)), cancellationToken);

    public Task<StreamOutcome> EndAsync(Caller caller, Guid id, string? recordingUrl, CancellationToken cancellationToken) =>
        ChangeAsHostAsync(caller, id, stream => Transition(stream.End(EndReasons.EndedByHost, recordingUrl, time.GetUtcNow())), cancellationToken);

    public Task<StreamOutcome> DeleteAsync(Caller caller, Guid id, Func<LiveStream, bool> isExpected, CancellationToken cancellationToken) =>
        ChangeAsHostAsync(caller, id, stream =>
        {
            if (!isExpected(stream))
            {
                return StreamChange.Refuse(StreamRefusal.Changed);
            }

            var (deleted, error) = stream.Delete(time.GetUtcNow());
            return error is null ? StreamChange.CommitDeletion(deleted!) : StreamChange.Refuse(StreamRefusal.From(error));
        }, cancellationToken);

    public async Task<StreamOutcome> RotateKeyAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        var wasLive = false;
        var outcome = await ChangeAsHostAsync(caller, id, stream =>
        {
            wasLive = stream.IsLive;
            stream.RotateKey(keys.Create(), time.GetUtcNow());
            return StreamChange.Commit();
        }, cancellationToken);
        if (wasLive && outcome.Stream is not null)
        {
            await media.RecheckAsync(id, cancellationToken);
        }

        return outcome;
    }

    private Task<StreamOutcome> ChangeAsHostAsync(Caller caller, Guid id, Func<LiveStream, StreamChange> change, CancellationToken cancellationToken) =>
        store.ChangeAsync(
            id,
            stream => stream switch
            {
                null => StreamChange.Refuse(StreamRefusal.NotFound),
                _ when stream.HostId == caller.Id => change(stream),
                _ when StreamAccess.CanSee(stream, caller) => StreamChange.Refuse(StreamRefusal.NotHost),
                _ => StreamChange.Refuse(StreamRefusal.NotFound),
            },
            cancellationToken);

    private static StreamChange Transition<TEvent>((TEvent? Event, StreamError? Error) result)
        where TEvent : class, IStreamEvent =>
        result.Error is null ? StreamChange.Commit(result.Event!) : StreamChange.Refuse(StreamRefusal.From(result.Error));

    private static StreamHost HostOf(Caller caller) => new(caller.Id, caller.Username, caller.DisplayName, caller.AvatarUrl);
}
