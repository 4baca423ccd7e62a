using Clockit.Contracts;
using Clockit.SignalingService.Application.Media;
using Clockit.SignalingService.Application.Recordings;
using Clockit.SignalingService.Application.Rooms;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Application.Lifecycle;

/// <summary>
/// Passes on what happens to streams. Each event is handled once, whatever order the events come in: an interruption or
/// its end that a later event has overtaken is no longer told, nor is the start of a stream that is over.
/// </summary>
public sealed class StreamLifecycle(IEventInbox inbox, IRoomStore rooms, IStreamDirectory streams, ILiveNotifier notifier, FollowerNotices followers, MediaSessions media,
    RecordingWorker recordingWorker, IRecordings recordings)
{
    /// <summary>What <c>live_ended</c> gives as the reason for a deleted stream, which has no other end.</summary>
    public const string DeletedReason = "deleted";

    public Task StartedAsync(LiveStarted started) => OnceAsync(started, evenIfOvertaken: true, async () =>
    {
        if (!await rooms.IsClosedAsync(started.StreamId))
        {
            await notifier.StartedAsync(started);
            followers.Enqueue(started);
        }
    });

    public Task InterruptedAsync(LiveInterrupted interrupted) =>
        OnceAsync(interrupted, evenIfOvertaken: false, () => notifier.InterruptedAsync(interrupted));

    public Task ResumedAsync(LiveResumed resumed) =>
        OnceAsync(resumed, evenIfOvertaken: false, () => notifier.ResumedAsync(resumed.StreamId));

    public Task EndedAsync(LiveEnded ended) => OnceAsync(ended, evenIfOvertaken: true, async () =>
    {
        await notifier.EndedAsync(ended.StreamId, ended.Visibility, ended.Reason);
        await rooms.CloseAsync(ended.StreamId);
        await media.EndStreamAsync(ended.StreamId);
        recordingWorker.Wake();
    });

    /// <summary>A stream that was over had its end told; in one that was still to come, people may wait.</summary>
    public Task DeletedAsync(LiveDeleted deleted) => OnceAsync(deleted, evenIfOvertaken: true, async () =>
    {
        if (await rooms.CloseAsync(deleted.StreamId))
        {
            await notifier.EndedAsync(deleted.StreamId, deleted.Visibility, DeletedReason);
        }

        recordings.Discard(deleted.StreamId);
    });

    private async Task OnceAsync(IStreamEvent @event, bool evenIfOvertaken, Func<Task> tell)
    {
        streams.Invalidate(@event.StreamId);
        switch (await inbox.LookUpAsync(@event))
        {
            case Seen.Same:
                return;
            case Seen.Later when !evenIfOvertaken:
                break;
            default:
                await tell();
                break;
        }

        await inbox.MarkAsync(@event);
    }
}
