using System.Text.Json.Serialization;
using Clockit.SignalingService.Domain.Media;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Application.Media;

/// <summary>A WHIP or WHEP session: one peer connection and the HTTP resource that stands for it.</summary>
/// <param name="Id">Unguessable: 160 random bits; the last part of its address.</param>
/// <param name="Feed">What is published, or what was offered to watch.</param>
/// <param name="Tracks">The media sections of its description, offered or answered.</param>
/// <param name="ETag">Of the ICE session, with its quotes.</param>
/// <param name="Ufrag">The client's ICE user fragment; of a viewer from its answer on.</param>
/// <param name="KeyId">Of the stream key that it came in on; null for the creator's own token.</param>
/// <param name="UserId">The viewer's account; null for an anonymous viewer, who is known by the address alone.</param>
/// <param name="SeesPrivate">Whether the viewer moderates the site.</param>
/// <param name="Formats">In which codecs a broadcaster sends.</param>
/// <param name="Mountpoint">Of a viewer; see <see cref="Watching"/>.</param>
public sealed record MediaSession(
    string Id,
    MediaSessionKind Kind,
    Guid StreamId,
    PeerId Peer,
    string Feed,
    Tracks Tracks,
    string ETag,
    string? Ufrag,
    string? KeyId,
    Guid? UserId,
    bool SeesPrivate,
    DateTimeOffset CreatedAt,
    Formats? Formats = null,
    string? Mountpoint = null)
{
    /// <summary>What a broadcaster sends.</summary>
    [JsonIgnore]
    public Publication Publication => new(Feed, Tracks, Formats ?? new Formats(Audio: null, Video: null, Profile: null));

    /// <summary>Whether the session may go on, the stream being as it is.</summary>
    public bool IsAllowed(StreamSummary? stream) => stream is { Status: not StreamStatuses.Ended } && (Kind is MediaSessionKind.Ingest
        ? KeyId is null || string.Equals(KeyId, stream.KeyId, StringComparison.Ordinal)
        : stream.Visibility is not StreamVisibilities.Private || SeesPrivate || stream.IsHost(UserId));
}

/// <summary>Which way a session's media goes.</summary>
public enum MediaSessionKind
{
    /// <summary>WHIP: from a broadcaster.</summary>
    Ingest,

    /// <summary>WHEP: to a viewer.</summary>
    Playback,
}
