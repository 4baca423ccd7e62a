using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application.Presence;
using Clockit.SignalingService.Domain.Media;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Application.Media;

/// <summary>What ends media sessions, and what an HTTP client does with one that it has.</summary>
public sealed partial class MediaSessions(
    IMediaPlane plane, IMediaSessionStore store, IStreamDirectory streams, ILostBroadcasts lost, ILogger<MediaSessions> logger)
{
    /// <summary>A session of a stream, if there is one by this id.</summary>
    /// <exception cref="LiveException"><see cref="MediaCodes.SessionNotFound"/></exception>
    public async Task<MediaSession> FindAsync(Guid streamId, MediaSessionKind kind, string id) =>
        await store.FindAsync(id) is { } session && session.StreamId == streamId && session.Kind == kind ? session : throw NotFound();

    /// <summary>Adds candidates that the client found later.</summary>
    /// <param name="ifMatch">The request's <c>If-Match</c>: the entity tags, or null.</param>
    /// <exception cref="LiveException">With a code of <see cref="MediaCodes"/>.</exception>
    public async Task TrickleAsync(MediaSession session, string? ifMatch, string body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(ifMatch))
        {
            throw new LiveException(MediaCodes.EntityTagRequired, "Send If-Match with the entity tag of the session.");
        }

        var fragment = Read(() => IceFragment.Parse(body));
        // "*" asks for a restart (RFC 9725, section 4.3.3), as other credentials than the session's do.
        if (ifMatch is "*" or "\"*\"" || (fragment.Ufrag is { } ufrag && session.Ufrag is { } known && !string.Equals(ufrag, known, StringComparison.Ordinal)))
        {
            throw new LiveException(MediaCodes.IceRestart, "ICE restarts are not supported; start another session.");
        }

        if (!ifMatch.Split(',', StringSplitOptions.TrimEntries).Contains(session.ETag, StringComparer.Ordinal))
        {
            throw new LiveException(MediaCodes.EntityTag, "The entity tag is not that of the session.");
        }

        await plane.AddCandidatesAsync(session.Peer, fragment, cancellationToken);
    }

    /// <summary>Ends a session that a client names. That it has just gone by itself, or been replaced, is as good.</summary>
    /// <param name="isOwn">Whether a session is the client's to end.</param>
    /// <exception cref="LiveException"><see cref="MediaCodes.SessionNotFound"/></exception>
    public async Task EndAsync(Guid streamId, MediaSessionKind kind, string id, Predicate<MediaSession> isOwn)
    {
        if (await store.FindAsync(id) is { } session && session.StreamId == streamId && session.Kind == kind && isOwn(session))
        {
            await EndAsync(session, CancellationToken.None);
        }
        else if (!await store.WasThereAsync(streamId, id))
        {
            throw NotFound();
        }
    }

    /// <summary>Ends a session; the stream is interrupted when it was the one whose media it showed.</summary>
    public async Task EndAsync(MediaSession session, CancellationToken cancellationToken)
    {
        var leavesNobody = await store.RemoveAsync(session);
        await CloseAsync(session.Peer, cancellationToken);
        if (leavesNobody is true)
        {
            await InterruptAsync(session.StreamId, cancellationToken);
        }
    }

    /// <summary>Ends those sessions of a stream that may not go on; see <see cref="MediaSession.IsAllowed"/>.</summary>
    public async Task RecheckAsync(Guid streamId, CancellationToken cancellationToken)
    {
        var sessions = await store.FindOfStreamAsync(streamId);
        if (sessions.Count == 0)
        {
            return;
        }

        var stream = await streams.FindAsync(streamId, cancellationToken);
        foreach (var session in sessions.Where(session => !session.IsAllowed(stream)))
        {
            LogDisallowed(session.Kind, streamId);
            await EndAsync(session, cancellationToken);
        }
    }

    /// <summary>Ends every session of a stream that is over.</summary>
    public async Task EndStreamAsync(Guid streamId)
    {
        foreach (var session in await store.FindOfStreamAsync(streamId))
        {
            await store.RemoveAsync(session);
            await CloseAsync(session.Peer, CancellationToken.None);
        }

        await lost.ForgetAsync(streamId);
        if (!await store.ForgetStreamAsync(streamId))
        {
            return;
        }

        try
        {
            await plane.CloseStreamAsync(streamId, CancellationToken.None);
        }
        catch (ServiceUnavailableException)
        {
            // A media server that is started anew knows no streams.
        }
    }

    /// <summary>Ends a peer's connection at the media server, which does so by itself a minute later when it cannot be told.</summary>
    public async Task CloseAsync(PeerId peer, CancellationToken cancellationToken)
    {
        try
        {
            await plane.CloseAsync(peer, cancellationToken);
        }
        catch (ServiceUnavailableException exception)
        {
            LogNotClosed(exception);
        }
    }

    /// <summary>Runs a parser of the domain.</summary>
    /// <exception cref="LiveException"><see cref="MediaCodes.SdpMalformed"/></exception>
    internal static T Read<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException malformed)
        {
            throw new LiveException(MediaCodes.SdpMalformed, malformed.Message);
        }
    }

    internal static LiveException NotFound() => new(MediaCodes.SessionNotFound, "There is no such session (any more).");

    /// <summary>Reports the loss; one that cannot be is noted and reported later.</summary>
    private async Task InterruptAsync(Guid streamId, CancellationToken cancellationToken)
    {
        try
        {
            if (await streams.FindAsync(streamId, cancellationToken) is not { } stream)
            {
                return;
            }

            await streams.InterruptAsync(streamId, stream.Host.Id, cancellationToken);
            if (await lost.ForgetAsync(streamId, ofSession: true))
            {
                // Another broadcaster came between the two, and its start may have come first.
                await streams.StartAsync(streamId, stream.Host.Id, cancellationToken);
            }
        }
        catch (ServiceUnavailableException exception)
        {
            LogNotReported(exception, streamId);
        }
    }

    [LoggerMessage(EventId = 4061, Level = LogLevel.Warning, Message = "The media server was not told that a session is over")]
    private partial void LogNotClosed(Exception exception);

    [LoggerMessage(EventId = 4062, Level = LogLevel.Warning, Message = "The interruption of stream {StreamId} is reported later")]
    private partial void LogNotReported(Exception exception, Guid streamId);

    [LoggerMessage(EventId = 4063, Level = LogLevel.Information, Message = "A media session of stream {StreamId} may not go on: {Kind}")]
    private partial void LogDisallowed(MediaSessionKind kind, Guid streamId);
}
