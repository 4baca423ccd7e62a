using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Domain.Media;

namespace Clockit.SignalingService.Application.Media;

/// <summary>
/// A media server that takes one broadcaster's media per stream and hands it to viewers. Any node may act on any peer
/// that any node created; what happens to a peer is told to the node that kept it last. Every call throws
/// <see cref="ServiceUnavailableException"/> when the server does not answer.
/// </summary>
public interface IMediaPlane
{
    /// <summary>Whether there is a media server at all, as configured.</summary>
    bool Exists { get; }

    /// <summary>Tells somebody what happens to the peers that this node keeps; whoever listens returns at once.</summary>
    void Tell(Action<PeerEvent> listener);

    /// <summary>Takes a broadcaster's offer.</summary>
    /// <param name="streamId">Whose viewers can watch <paramref name="feed"/> as soon as the peer is connected.</param>
    /// <param name="feed">A name for the broadcaster's media, new for each broadcaster.</param>
    /// <param name="record">Whether the media is written to files.</param>
    /// <returns>The answer, with all candidates.</returns>
    /// <exception cref="LiveException">The server cannot make sense of the offer: <see cref="MediaCodes.SdpRefused"/>.</exception>
    Task<(PeerId Peer, string Answer)> PublishAsync(Guid streamId, string feed, SessionDescription offer, bool record, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a viewer's offer; null when the feed is not there (yet, or any more).
    /// </summary>
    /// <exception cref="LiveException">
    /// The offer has no codec in which the feed is sent, <see cref="MediaCodes.CodecMissing"/>; or as for <see cref="PublishAsync"/>.
    /// </exception>
    Task<Watching?> WatchAsync(Guid streamId, Publication publication, SessionDescription offer, CancellationToken cancellationToken);

    /// <summary>Makes an offer to a viewer; null when the feed is not there (yet, or any more).</summary>
    Task<Watching?> SubscribeAsync(Guid streamId, Publication publication, CancellationToken cancellationToken);

    /// <summary>Takes a viewer's answer to what <see cref="SubscribeAsync"/> offered.</summary>
    /// <exception cref="LiveException">As for <see cref="PublishAsync"/>, or the peer is gone.</exception>
    Task AnswerAsync(PeerId peer, SessionDescription answer, CancellationToken cancellationToken);

    /// <summary>Adds candidates of the other side.</summary>
    /// <exception cref="LiveException">The peer is gone.</exception>
    Task AddCandidatesAsync(PeerId peer, IceFragment fragment, CancellationToken cancellationToken);

    /// <summary>
    /// Has a viewer's peer show another feed of the stream, without a new negotiation. False when that cannot be: other
    /// codecs, or a feed that is not there.
    /// </summary>
    /// <param name="peer">The viewer's, which has no mountpoint.</param>
    /// <param name="publication">What to show.</param>
    /// <param name="to">The viewer's media sections.</param>
    Task<bool> SwitchAsync(PeerId peer, Publication publication, Tracks to, CancellationToken cancellationToken);

    /// <summary>Whether the viewers of a mountpoint can be shown a feed: it is sent in what they were told of.</summary>
    bool CanShow(string mountpoint, Publication publication);

    /// <summary>
    /// Has all mountpoints of a stream show a feed, and whoever watches them; forgets those that nobody has watched for a
    /// while. To be called when another feed is to be shown, and now and then.
    /// </summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="publication">What to show.</param>
    /// <param name="watched">The mountpoints that sessions have.</param>
    Task TendMountpointsAsync(Guid streamId, Publication publication, IReadOnlySet<string> watched, CancellationToken cancellationToken);

    /// <summary>Keeps a peer for another minute, and has this node told of it from now on. False when the peer is gone.</summary>
    Task<bool> KeepAsync(PeerId peer, CancellationToken cancellationToken);

    /// <summary>Whether a broadcaster's peer is connected.</summary>
    Task<bool> IsPublishingAsync(Guid streamId, PeerId peer, string feed, CancellationToken cancellationToken);

    /// <summary>Ends a peer's connection. Nothing happens when it is gone.</summary>
    Task CloseAsync(PeerId peer, CancellationToken cancellationToken);

    /// <summary>Forgets a stream that is over, and whoever is still connected to it.</summary>
    Task CloseStreamAsync(Guid streamId, CancellationToken cancellationToken);
}

/// <summary>What a broadcaster sends.</summary>
/// <param name="Feed">The name of it.</param>
/// <param name="Tracks">Its media sections.</param>
/// <param name="Formats">Its codecs.</param>
public sealed record Publication(string Feed, Tracks Tracks, Formats Formats);

/// <summary>A viewer's new peer.</summary>
/// <param name="Description">The server's answer or offer, with all candidates.</param>
/// <param name="Tracks">The media sections of the server's side.</param>
/// <param name="Mountpoint">
/// Where the payload types of the viewer's offer are not those that the server uses by itself: the mountpoint that has
/// them, which the peer shares with all viewers of the stream who offered the same.
/// </param>
public sealed record Watching(PeerId Peer, string Description, Tracks Tracks, string? Mountpoint);

/// <summary>A peer connection at the media server, by the server's own ids.</summary>
public sealed record PeerId(long Session, long Handle);

/// <summary>Which media section of a session is which; null where there is none of that kind.</summary>
public readonly record struct Tracks(string? AudioMid, string? VideoMid)
{
    public static Tracks Of(SessionDescription description) => new(
        description.Media.FirstOrDefault(section => section.Kind is "audio")?.Mid,
        description.Media.FirstOrDefault(section => section.Kind is "video")?.Mid);
}

/// <summary>Something that happened to a peer.</summary>
/// <param name="Mid">The media section concerned, where one is.</param>
public sealed record PeerEvent(PeerId Peer, PeerEventKind Kind, string? Mid = null);

/// <summary>What can happen to a peer.</summary>
public enum PeerEventKind
{
    /// <summary>ICE and DTLS are done.</summary>
    Connected,

    /// <summary>Media of a section arrives, for the first time or again.</summary>
    MediaArrives,

    /// <summary>Media of a section has not arrived for a second.</summary>
    MediaStopped,

    /// <summary>The connection is over.</summary>
    Gone,
}
