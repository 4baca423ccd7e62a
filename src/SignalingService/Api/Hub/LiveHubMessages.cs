using System.Text.Json;
using Clockit.Contracts;
using Clockit.SignalingService.Application.Ice;

namespace Clockit.SignalingService.Api.Hub;

/// <summary>What clients send with a hub call, each as its one argument.</summary>
public sealed record StreamReference(string? StreamId);

/// <param name="StreamId">The stream to send.</param>
/// <param name="Media">
/// <c>mesh</c> to send from this browser to each viewer's; <c>sfu</c>, which is the default where there is a media server, to
/// publish by WHIP.
/// </param>
public sealed record StartLiveRequest(string? StreamId, string? Media);

/// <param name="StreamId">The stream to watch.</param>
/// <param name="DeviceId">As what an anonymous viewer is counted, the same on each visit; ignored when signed in.</param>
public sealed record JoinLiveRequest(string? StreamId, string? DeviceId);

/// <param name="StreamId">The stream in whose room both peers are.</param>
/// <param name="To">The peer: a viewerId, or the <c>from</c> of what it sent.</param>
/// <param name="Offer">The browser's RTCSessionDescription, at most 64 KB of SDP.</param>
public sealed record OfferRequest(string? StreamId, string? To, JsonElement Offer);

/// <param name="StreamId">The stream in whose room both peers are.</param>
/// <param name="To">The peer: a viewerId, or the <c>from</c> of what it sent.</param>
/// <param name="Answer">The browser's RTCSessionDescription, at most 64 KB of SDP.</param>
public sealed record AnswerRequest(string? StreamId, string? To, JsonElement Answer);

/// <param name="StreamId">The stream in whose room both peers are.</param>
/// <param name="To">The peer: a viewerId, or the <c>from</c> of what it sent.</param>
/// <param name="Candidate">The browser's RTCIceCandidate, at most 4 KB.</param>
public sealed record CandidateRequest(string? StreamId, string? To, JsonElement Candidate);

/// <summary>The answer to <c>join_live</c> and <c>start_live</c>.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="ViewerId">The caller's own address for signals in this room, as long as its connection lasts.</param>
/// <param name="ViewerCount">Distinct viewers now, the caller included unless it is the host.</param>
/// <param name="PeakViewers">The most distinct viewers at one time.</param>
/// <param name="Status">The stream's; with <c>ended</c> the caller is in no room.</param>
/// <param name="Media"><c>sfu</c>: media comes by WHEP. <c>mesh</c>: it comes from the broadcaster's browser.</param>
/// <param name="IceServers">As <c>RTCConfiguration.iceServers</c>.</param>
/// <param name="IceTransportPolicy">As <c>RTCConfiguration.iceTransportPolicy</c>; null for the browser's default.</param>
/// <param name="MediaRefusal">
/// <c>media.capacity</c> when the broadcaster's browser sends to as many viewers as it can: the caller is in the room and
/// counts, but gets no media. Joining again asks again.
/// </param>
public sealed record LiveJoined(
    Guid StreamId,
    string ViewerId,
    int ViewerCount,
    int PeakViewers,
    string Status,
    string Media,
    IReadOnlyList<IceServer> IceServers,
    string? IceTransportPolicy,
    string? MediaRefusal);

/// <summary>The answer to <c>leave_live</c>.</summary>
public sealed record LiveLeft(Guid StreamId);

/// <summary>The answer to <c>end_live</c>.</summary>
public sealed record LiveStopped(Guid StreamId, string Status);

internal sealed record OfferMessage(Guid StreamId, string From, JsonElement Offer);

internal sealed record AnswerMessage(Guid StreamId, string From, JsonElement Answer);

internal sealed record CandidateMessage(Guid StreamId, string From, JsonElement Candidate);

internal sealed record ViewerMessage(Guid StreamId, string ViewerId);

internal sealed record ViewerCountMessage(Guid StreamId, int ViewerCount, int PeakViewers);

internal sealed record LiveStartedMessage(Guid StreamId, string Title, StreamHost Host, DateTimeOffset StartedAt);

/// <summary>
/// As <see cref="LiveStartedMessage"/>, to those who follow the host, who also get that one: a client acts on
/// <paramref name="Following"/>.
/// </summary>
internal sealed record FollowedStartedMessage(Guid StreamId, string Title, StreamHost Host, DateTimeOffset StartedAt, bool Following);

internal sealed record LiveEndedMessage(Guid StreamId, string Reason);

/// <param name="StreamId">The stream.</param>
/// <param name="EndsAt">When it ends unless its broadcaster returns before.</param>
internal sealed record LiveInterruptedMessage(Guid StreamId, DateTimeOffset EndsAt);

internal sealed record LiveResumedMessage(Guid StreamId);
