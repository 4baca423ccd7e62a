using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Domain.Media;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Media;

/// <summary>
/// Hands a stream's media out (WHEP, draft-ietf-wish-whep). The media server makes the offers, so that the client's own is
/// answered with a counter-offer.
/// </summary>
public sealed class WhepPlayback(
    IMediaPlane plane, IMediaSessionStore store, IStreamDirectory streams, MediaSessions sessions, MediaCare care, IOptions<MediaOptions> options, TimeProvider time)
{
    /// <summary>Begins a session, which ends unless its counter-offer is answered within <see cref="MediaOptions.SetUp"/>.</summary>
    /// <param name="stream">What the caller may see.</param>
    /// <param name="viewer">Null for an anonymous one.</param>
    /// <param name="body">The client's offer.</param>
    /// <exception cref="LiveException">With a code of <see cref="MediaCodes"/>, or <see cref="ProblemCodes.StreamNotLive"/>.</exception>
    public async Task<(MediaSession Session, string Offer)> WatchAsync(StreamSummary stream, Caller? viewer, string body, CancellationToken cancellationToken)
    {
        var wanted = MediaSessions.Read(() => SessionDescription.Parse(body));
        if (wanted.Media.Any(section => section.Direction is MediaDirection.SendOnly))
        {
            throw new LiveException(MediaCodes.SdpRefused, "Offer to receive: 'recvonly'.");
        }

        var publisher = await store.FindPublisherAsync(stream.StreamId);
        if (publisher is not null && stream.Status is not StreamStatuses.Live)
        {
            // It may be live since what is known of it was read.
            streams.Invalidate(stream.StreamId);
            stream = await streams.FindAsync(stream.StreamId, cancellationToken) ?? stream;
        }

        if (stream.Status is not StreamStatuses.Live)
        {
            throw new LiveException(ProblemCodes.StreamNotLive, "The stream is not live. Try again in a moment.");
        }

        if (publisher is null || await plane.SubscribeAsync(stream.StreamId, publisher.Feed, cancellationToken) is not var (peer, offer))
        {
            throw new LiveException(MediaCodes.NotPublished, "The stream's media does not arrive here (yet). Try again in a moment.");
        }

        try
        {
            var session = new MediaSession(
                MediaIds.Create(), MediaSessionKind.Playback, stream.StreamId, peer, publisher.Feed, Tracks.Of(SessionDescription.Parse(offer)), MediaIds.CreateETag(),
                Ufrag: null, KeyId: null, viewer?.Id, viewer?.IsModerator is true, time.GetUtcNow());
            if ((await store.AddAsync(session, options.Value.Lease, options.Value.MaxSessions)).IsFull)
            {
                throw new LiveException(MediaCodes.TooManySessions, "This installation has as many media sessions as it takes. Try again in a moment.");
            }

            care.Take(session);
            return (session, offer);
        }
        catch
        {
            await sessions.CloseAsync(peer, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Takes the answer to the counter-offer; media flows from then on.</summary>
    /// <exception cref="LiveException">With a code of <see cref="MediaCodes"/>.</exception>
    public async Task AnswerAsync(MediaSession session, string body, CancellationToken cancellationToken)
    {
        var answer = MediaSessions.Read(() => SessionDescription.Parse(body));
        if (!answer.Media.All(section => section is { Port: 0, IsBundleOnly: false } or { IsSecure: true, Direction: MediaDirection.RecvOnly or MediaDirection.Inactive }) || !answer.Media[0].IsSecure)
        {
            throw new LiveException(MediaCodes.SdpRefused, "Answer each media section with 'recvonly', ICE credentials and a DTLS fingerprint.");
        }

        if (!await store.AnswerAsync(session.Id, answer.IceUfrag))
        {
            throw new LiveException(MediaCodes.AlreadyAnswered, "This session has its answer already; start another one.");
        }

        await plane.AnswerAsync(session.Peer, answer, cancellationToken);
    }
}
