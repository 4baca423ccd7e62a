using System.Collections.Concurrent;
using Clockit.ServiceDefaults.Errors;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Media;

/// <summary>
/// Looks after this node's media sessions, and after those of nodes that are gone: ends what is over or never began,
/// reports broadcasters that fall silent and those that are heard again, lets viewers see a broadcaster who took over.
/// What fails is tried again, since each round goes by how things are and not by what was told.
/// </summary>
public sealed partial class MediaCare : IDisposable
{
    /// <summary>How many sessions of a node that is gone are taken over in one go.</summary>
    private const int TakeOverBatch = 100;

    private const int AtOnce = 8;

    private readonly IMediaPlane _plane;
    private readonly IMediaSessionStore _store;
    private readonly IStreamDirectory _streams;
    private readonly MediaSessions _sessions;
    private readonly MediaOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MediaCare> _logger;
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>By the media server's session.</summary>
    private readonly ConcurrentDictionary<long, KeptSession> _kept = new();

    public MediaCare(
        IMediaPlane plane, IMediaSessionStore store, IStreamDirectory streams, MediaSessions sessions, IOptions<MediaOptions> options, TimeProvider time, ILogger<MediaCare> logger)
    {
        (_plane, _store, _streams, _sessions, _options, _time, _logger) = (plane, store, streams, sessions, options.Value, time, logger);
        _plane.Tell(OnHappened);
    }

    /// <summary>Takes care of a session from now on.</summary>
    /// <param name="session">It is in the store already.</param>
    /// <param name="replaces">The peer of the broadcaster before, which is shown until this one is connected.</param>
    public void Take(MediaSession session, PeerId? replaces = null) =>
        _kept[session.Peer.Session] = new KeptSession(session, replaces, _time.GetUtcNow());

    public void Dispose()
    {
        _plane.Tell(_ => { });
        _wake.Dispose();
    }

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        var renewal = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = _time.GetUtcNow();
                if (now >= renewal)
                {
                    renewal = now + (_options.Lease / 3);
                    await RenewAsync(stoppingToken);
                }

                await EachAsync(_kept.Values, LookAfterAsync, stoppingToken);
            }
            catch (ServiceUnavailableException exception)
            {
                LogUnavailable(exception.Message);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }

            await _wake.WaitAsync(_options.Poll, stoppingToken);
        }
    }

    private static Task EachAsync<T>(IEnumerable<T> all, Func<T, CancellationToken, ValueTask> one, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, one);

    private void OnHappened(PeerEvent happened)
    {
        if (!_kept.TryGetValue(happened.Peer.Session, out var kept))
        {
            return;
        }

        kept.Note(happened, _time.GetUtcNow());
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another event woke it.
            }
        }
    }

    private async ValueTask LookAfterAsync(KeptSession kept, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (kept.IsGone || (!kept.IsConnected && now - kept.Since > _options.SetUp))
        {
            await _sessions.EndAsync(kept.Session, cancellationToken);
            await DropAsync(kept, cancellationToken);
            return;
        }

        if (kept.Session.Kind is not MediaSessionKind.Ingest)
        {
            return;
        }

        if (kept is { IsConnected: true, IsShown: false })
        {
            await ShowAsync(kept.Session, cancellationToken);
            kept.IsShown = true;
            await CloseReplacedAsync(kept, cancellationToken);
        }

        var isSilent = kept.SilentSince is { } since && now - since >= _options.Silence;
        if (isSilent != kept.IsInterrupted)
        {
            await ReportAsync(kept, isSilent, cancellationToken);
        }
    }

    private async Task DropAsync(KeptSession kept, CancellationToken cancellationToken)
    {
        _kept.TryRemove(kept.Session.Peer.Session, out _);
        if (!kept.IsShown)
        {
            await CloseReplacedAsync(kept, cancellationToken);
        }
    }

    private Task CloseReplacedAsync(KeptSession kept, CancellationToken cancellationToken) =>
        kept.Replaces is { } before ? _sessions.CloseAsync(before, cancellationToken) : Task.CompletedTask;

    /// <summary>Has the stream's viewers see a broadcaster; those who cannot must ask anew.</summary>
    private async Task ShowAsync(MediaSession ingest, CancellationToken cancellationToken)
    {
        var viewers = await TendAsync(ingest, cancellationToken);
        foreach (var viewer in viewers.Where(viewer => viewer.Feed != ingest.Feed))
        {
            var isShown = viewer.Mountpoint is { } mountpoint
                ? _plane.CanShow(mountpoint, ingest.Publication)
                : await _plane.SwitchAsync(viewer.Peer, ingest.Publication, viewer.Tracks, cancellationToken);
            if (!isShown)
            {
                await _sessions.EndAsync(viewer, cancellationToken);
            }
        }
    }

    /// <summary>Looks after the mountpoints of a stream; gives its viewers.</summary>
    private async Task<IReadOnlyList<MediaSession>> TendAsync(MediaSession ingest, CancellationToken cancellationToken)
    {
        var viewers = (await _store.FindOfStreamAsync(ingest.StreamId)).Where(session => session.Kind is MediaSessionKind.Playback).ToList();
        var watched = viewers.Select(viewer => viewer.Mountpoint).OfType<string>().ToHashSet(StringComparer.Ordinal);
        await _plane.TendMountpointsAsync(ingest.StreamId, ingest.Publication, watched, cancellationToken);
        return viewers;
    }

    private async Task ReportAsync(KeptSession kept, bool isSilent, CancellationToken cancellationToken)
    {
        var streamId = kept.Session.StreamId;
        if (await _store.FindPublisherAsync(streamId) is { } publisher && publisher.Id == kept.Session.Id
            && await _streams.FindAsync(streamId, cancellationToken) is { IsLive: true } stream)
        {
            await (isSilent ? _streams.InterruptAsync(streamId, stream.Host.Id, cancellationToken) : _streams.StartAsync(streamId, stream.Host.Id, cancellationToken));
            LogSilence(streamId, isSilent ? "nothing arrives" : "media arrives again");
        }

        kept.IsInterrupted = isSilent;
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var kept = _kept.Values.ToDictionary(one => one.Session.Id, StringComparer.Ordinal);
        foreach (var gone in await _store.RenewAsync(kept.Keys, _options.Lease))
        {
            await DropAsync(kept[gone], cancellationToken);
            kept.Remove(gone);
        }

        foreach (var orphan in await _store.TakeOverAsync(_options.Lease, TakeOverBatch))
        {
            LogTakenOver(orphan.Kind, orphan.StreamId);
            Take(orphan);
            kept[orphan.Id] = _kept[orphan.Peer.Session];
        }

        await EachAsync(kept.Values, KeepAsync, cancellationToken);
        foreach (var streamId in kept.Values.Select(one => one.Session.StreamId).Distinct())
        {
            await _sessions.RecheckAsync(streamId, cancellationToken);
        }
    }

    private async ValueTask KeepAsync(KeptSession kept, CancellationToken cancellationToken)
    {
        try
        {
            await CompareAsync(kept, cancellationToken);
        }
        catch (ServiceUnavailableException exception)
        {
            LogUnavailable(exception.Message);
            kept.NoteUnreachable(_time.GetUtcNow());
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The others are kept all the same.
            LogFailed(exception);
        }
    }

    /// <summary>Keeps a peer, and makes up for events that nobody heard.</summary>
    private async Task CompareAsync(KeptSession kept, CancellationToken cancellationToken)
    {
        var (peer, now) = (kept.Session.Peer, _time.GetUtcNow());
        if (!await _plane.KeepAsync(peer, cancellationToken))
        {
            kept.Note(new PeerEvent(peer, PeerEventKind.Gone), now);
            return;
        }

        kept.NoteReachable();
        if (kept.Session.Kind is MediaSessionKind.Ingest)
        {
            var isPublishing = await _plane.IsPublishingAsync(kept.Session.StreamId, peer, kept.Session.Feed, cancellationToken);
            if (isPublishing != kept.IsConnected)
            {
                kept.Note(new PeerEvent(peer, isPublishing ? PeerEventKind.Connected : PeerEventKind.Gone), now);
            }

            if (kept.IsShown)
            {
                await TendAsync(kept.Session, cancellationToken);
            }
        }
        else if (kept.Since - kept.Session.CreatedAt > _options.SetUp)
        {
            // Taken over from a node that would have ended it had it not been connected.
            kept.Note(new PeerEvent(peer, PeerEventKind.Connected), now);
        }
    }

    [LoggerMessage(EventId = 4071, Level = LogLevel.Warning, Message = "Media sessions cannot be looked after now: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(EventId = 4072, Level = LogLevel.Error, Message = "Looking after media sessions failed; it is tried again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 4073, Level = LogLevel.Information, Message = "Took over a media session of stream {StreamId}: {Kind}")]
    private partial void LogTakenOver(MediaSessionKind kind, Guid streamId);

    [LoggerMessage(EventId = 4074, Level = LogLevel.Information, Message = "Stream {StreamId}: {What}")]
    private partial void LogSilence(Guid streamId, string what);
}
