using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Domain.Media;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Media;

/// <summary>Hands a stream's media out (WHEP, draft-ietf-wish-whep).</summary>
public sealed class WhepPlayback(
    IMediaPlane plane, IMediaSessionStore store, IStreamDirectory streams, MediaSessions sessions, MediaCare care, IOptions<MediaOptions> options, TimeProvider time)
{
    /// <summary>Begins a session, which ends unless it is connected within <see cref="MediaOptions.SetUp"/>.</summary>
    /// <param name="stream">What the caller may see.</param>
    /// <param name="viewer">Null for an anonymous one.</param>
    /// <param name="body">The client's offer.</param>
    /// <param name="counters">
    /// Whether the client wants a counter-offer, which it answers with <see cref="AnswerAsync"/>, in place of an answer.
    /// </param>
    /// <returns>The session, and the server's answer or counter-offer.</returns>
    /// <exception cref="LiveException">With a code of <see cref="MediaCodes"/>, or <see cref="ProblemCodes.StreamNotLive"/>.</exception>
    public async Task<(MediaSession Session, string Description)> WatchAsync(StreamSummary stream, Caller? viewer, string body, bool counters, CancellationToken cancellationToken)
    {
        var offer = MediaSessions.Read(() => SessionDescription.Parse(body));
        var transport = Check(offer);
        var publisher = await FindPublisherAsync(stream, cancellationToken);
        var watching = counters
            ? await plane.SubscribeAsync(stream.StreamId, publisher.Publication, cancellationToken)
            : await plane.WatchAsync(stream.StreamId, publisher.Publication, offer, cancellationToken);
        if (watching is not var (peer, description, tracks, mountpoint))
        {
            throw NotPublished();
        }

        try
        {
            var session = new MediaSession(
                MediaIds.Create(), MediaSessionKind.Playback, stream.StreamId, peer, publisher.Feed, tracks, MediaIds.CreateETag(),
                counters ? null : transport.IceUfrag, KeyId: null, viewer?.Id, viewer?.IsModerator is true, time.GetUtcNow(), Mountpoint: mountpoint);
            if ((await store.AddAsync(session, options.Value.Lease, options.Value.MaxSessions)).IsFull)
            {
                throw new LiveException(MediaCodes.TooManySessions, "This installation has as many media sessions as it takes. Try again in a moment.");
            }

            if ((await store.FindPublisherAsync(stream.StreamId))?.Feed != publisher.Feed)
            {
                // Another broadcaster came meanwhile, and may have looked for viewers before this one was there.
                await store.RemoveAsync(session);
                throw NotPublished();
            }

            care.Take(session);
            return (session, description);
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

    /// <summary>The broadcaster whose media the stream shows.</summary>
    private async Task<MediaSession> FindPublisherAsync(StreamSummary stream, CancellationToken cancellationToken)
    {
        var publisher = await store.FindPublisherAsync(stream.StreamId);
        if (publisher is not null && stream.Status is not StreamStatuses.Live)
        {
            // It may be live since what is known of it was read.
            streams.Invalidate(stream.StreamId);
            stream = await streams.FindAsync(stream.StreamId, cancellationToken) ?? stream;
        }

        return stream.Status is StreamStatuses.Live
            ? publisher ?? throw NotPublished()
            : throw new LiveException(ProblemCodes.StreamNotLive, "The stream is not live. Try again in a moment.");
    }

    /// <summary>WHEP, section 4.2: received only, over one transport that it encrypts. Gives a section with that transport.</summary>
    private static MediaSection Check(SessionDescription offer)
    {
        var receiving = ViewerCodecs.ReceivingSections(offer);
        Require(receiving.Count > 0 && offer.Media.All(section => section.Direction is not MediaDirection.SendOnly), "Offer to receive audio, video or both: 'recvonly'.");
        Require(receiving.All(section => section.IsSecure && section.Mid is not null), "Each media section needs ICE credentials, a DTLS fingerprint and a mid.");
        Require(receiving.All(section => section.IsMuxed), "Each media section needs 'rtcp-mux'.");
        Require(receiving.All(section => section.Setup is "actpass" or "active" or "passive"), "Offer the DTLS role 'actpass'.");
        Require(offer.IsBundled, "Bundle all media sections.");
        return receiving[0];
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new LiveException(MediaCodes.SdpRefused, otherwise);
        }
    }

    private static LiveException NotPublished() => new(MediaCodes.NotPublished, "The stream's media does not arrive here (yet). Try again in a moment.");
}
