using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Domain.Media;
using Clockit.StreamService.Client;
using Microsoft.Extensions.Options;

namespace Clockit.SignalingService.Application.Media;

/// <summary>Takes a broadcaster's media in (WHIP, RFC 9725).</summary>
public sealed class WhipIngest(
    IMediaPlane plane, IMediaSessionStore store, IStreamDirectory streams, MediaSessions sessions, MediaCare care, IOptions<MediaOptions> options, TimeProvider time)
{
    /// <summary>
    /// Publishes a stream, which is live from then on. Whoever published it before is replaced: its viewers see the new
    /// media, and the stream is not interrupted.
    /// </summary>
    /// <param name="stream">What the caller may publish.</param>
    /// <param name="keyId">Of the stream key that the caller presented; null for the creator's own token.</param>
    /// <param name="body">The offer.</param>
    /// <exception cref="LiveException">With a code of <see cref="MediaCodes"/>, or StreamService's.</exception>
    public async Task<(MediaSession Session, string Answer)> PublishAsync(StreamSummary stream, string? keyId, string body, CancellationToken cancellationToken)
    {
        var offer = MediaSessions.Read(() => SessionDescription.Parse(body));
        Check(offer);
        if (stream.Status is StreamStatuses.Ended)
        {
            throw new LiveException(ProblemCodes.StreamNotLive, "This stream has ended; start another one.");
        }

        var feed = MediaIds.Create();
        var (peer, answer) = await plane.PublishAsync(stream.StreamId, feed, offer, stream.RecordEnabled, cancellationToken);
        var session = new MediaSession(
            MediaIds.Create(), MediaSessionKind.Ingest, stream.StreamId, peer, feed, Tracks.Of(offer), MediaIds.CreateETag(), offer.IceUfrag, keyId,
            stream.Host.Id, SeesPrivate: true, time.GetUtcNow(), Formats.Of(SessionDescription.Parse(answer)));
        try
        {
            CheckAnswer(answer);
            var added = await store.AddAsync(session, options.Value.Lease, options.Value.MaxSessions);
            if (added.IsFull)
            {
                throw new LiveException(MediaCodes.TooManySessions, "This installation has as many media sessions as it takes. Try again in a moment.");
            }

            care.Take(session, added.Replaced?.Peer);
            if (added.Replaced is { } replaced)
            {
                // No longer there for its client; its media is shown until the new one's arrives.
                await store.RemoveAsync(replaced);
            }
        }
        catch
        {
            await sessions.CloseAsync(peer, CancellationToken.None);
            throw;
        }

        await StartAsync(stream, session, keyId, cancellationToken);
        return (session, answer);
    }

    private async Task StartAsync(StreamSummary stream, MediaSession session, string? keyId, CancellationToken cancellationToken)
    {
        try
        {
            var started = await streams.StartAsync(stream.StreamId, stream.Host.Id, cancellationToken);
            if (!started.Succeeded)
            {
                throw new LiveException(started.Code!, started.Detail ?? "The stream cannot be published now.");
            }

            if (keyId is not null && !string.Equals(keyId, started.Stream!.KeyId, StringComparison.Ordinal))
            {
                throw new LiveException(ProblemCodes.AuthRequired, "This stream key has been replaced.");
            }
        }
        catch
        {
            await sessions.EndAsync(session, CancellationToken.None);
            throw;
        }
    }

    /// <summary>RFC 9725, section 4.4: one MediaStream, sent only, over one transport that it encrypts; all of it or nothing.</summary>
    private static void Check(SessionDescription offer)
    {
        Require(offer.Media.All(section => section.Kind is "audio" or "video"), "Offer audio and video only.");
        Require(offer.Media.CountBy(section => section.Kind).All(kind => kind.Value == 1), "Offer one audio and one video track at most.");
        Require(offer.Media.All(section => section.Direction is MediaDirection.SendOnly or MediaDirection.SendRecv), "Offer media as 'sendonly'.");
        Require(offer.Media.All(section => section.IsSecure && section.Mid is not null), "Each media section needs ICE credentials, a DTLS fingerprint and a mid.");
        Require(offer.Media.All(section => section.IsMuxed), "Each media section needs 'rtcp-mux'.");
        Require(offer.Media.All(section => section.Setup is not "passive"), "Offer the DTLS role 'actpass' or 'active'.");
        Require(offer.IsBundled, "Bundle all media sections.");
    }

    private static void CheckAnswer(string answer) =>
        Require(
            SessionDescription.Parse(answer).Media.All(section => section.Port > 0 && section.Direction is MediaDirection.RecvOnly),
            "The media server takes Opus for audio, and VP8, H.264, VP9 or AV1 for video.");

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new LiveException(MediaCodes.SdpRefused, otherwise);
        }
    }
}
