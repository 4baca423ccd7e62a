using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Media;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Recordings;

/// <summary>
/// Makes the recordings of streams that are over into files, and tells StreamService of them, which tells everybody. Goes
/// by what lies in the folder, so that nothing is lost with a process: what was not told is made, or told, again.
/// </summary>
public sealed partial class RecordingWorker(
    IRecordings recordings, IMediaSessionStore sessions, IStreamDirectory streams, IOptions<MediaOptions> options, TimeProvider time, ILogger<RecordingWorker> logger)
    : IDisposable
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly Dictionary<Guid, (int Failures, DateTimeOffset Next)> _failed = [];

    /// <summary>Where a stream's recording is played, below the public origin.</summary>
    public static string PathOf(Guid streamId) => $"/api/live/{streamId}/recording";

    /// <summary>Has it look at once: a stream is over.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look.
        }
    }

    public void Dispose() => _wake.Dispose();

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isWaiting = false;
            try
            {
                foreach (var raw in recordings.FindRaw())
                {
                    isWaiting |= !await TryAsync(raw, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogUnreadable(exception);
            }

            var pause = isWaiting && ShortestPause < options.Value.RecordingPoll ? ShortestPause : options.Value.RecordingPoll;
            await _wake.WaitAsync(pause, stoppingToken);
        }
    }

    /// <returns>False when it will be ready in a moment.</returns>
    private async Task<bool> TryAsync(RawRecording raw, CancellationToken cancellationToken)
    {
        var streamId = raw.StreamId;
        var now = time.GetUtcNow();
        if (_failed.TryGetValue(streamId, out var failed) && now < failed.Next)
        {
            return true;
        }

        try
        {
            var isDone = await FinishAsync(raw, cancellationToken);
            _failed.Remove(streamId);
            return isDone;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var pause = Math.Min(LongestPause.TotalSeconds, options.Value.RecordingPoll.TotalSeconds * Math.Pow(2, failed.Failures));
            _failed[streamId] = (Math.Min(failed.Failures + 1, 16), now + TimeSpan.FromSeconds(pause));
            LogFailed(exception, streamId);
            return true;
        }
    }

    /// <returns>False when the stream is over and the media server is not done with it.</returns>
    private async Task<bool> FinishAsync(RawRecording raw, CancellationToken cancellationToken)
    {
        var streamId = raw.StreamId;
        if (await streams.FindAsync(streamId, cancellationToken) is not { } stream)
        {
            // Nobody deletes what may be somebody else's: a deleted stream's is gone as soon as that is told.
            if (time.GetUtcNow() - raw.WrittenAt > Abandoned)
            {
                recordings.DiscardRaw(streamId);
            }

            return true;
        }

        if (stream.Status is not StreamStatuses.Ended)
        {
            return true;
        }

        if (!raw.IsComplete || (await sessions.FindOfStreamAsync(streamId)).Any(session => session.Kind is MediaSessionKind.Ingest))
        {
            return false;
        }

        if (!await recordings.MakeAsync(streamId, cancellationToken))
        {
            return true;
        }

        var attached = await streams.AttachRecordingAsync(streamId, PathOf(streamId), cancellationToken);
        if (attached.Succeeded || attached.Code is ProblemCodes.StreamNotFound)
        {
            recordings.DiscardRaw(streamId);
            LogReady(streamId);
        }

        return true;
    }

    [LoggerMessage(EventId = 4081, Level = LogLevel.Information, Message = "The recording of stream {StreamId} can be played")]
    private partial void LogReady(Guid streamId);

    [LoggerMessage(EventId = 4084, Level = LogLevel.Error, Message = "The folder of recordings cannot be read; it is tried again")]
    private partial void LogUnreadable(Exception exception);

    [LoggerMessage(EventId = 4082, Level = LogLevel.Warning, Message = "The recording of stream {StreamId} is not ready; it is tried again")]
    private partial void LogFailed(Exception exception, Guid streamId);
}
