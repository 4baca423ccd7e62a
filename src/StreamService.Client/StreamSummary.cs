using System.Security.Claims;
using Clockit.Contracts;
using Clockit.ServiceDefaults.Authentication;

namespace Clockit.StreamService.Client;

/// <summary>What StreamService tells the other services about a stream.</summary>
/// <param name="KeyId">Differs from key to key of the stream, and tells nothing about the key.</param>
public sealed record StreamSummary(
    Guid StreamId,
    string Title,
    StreamHost Host,
    string Status,
    string Visibility,
    bool ChatEnabled,
    bool RecordEnabled,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    string? KeyId = null)
{
    public bool IsLive => Status is StreamStatuses.Live or StreamStatuses.Interrupted;

    public bool IsPublic => string.Equals(Visibility, StreamVisibilities.Public, StringComparison.Ordinal);

    public bool IsHost(Guid? userId) => userId == Host.Id;

    /// <summary>A private stream is seen by its host and the site's moderators only; every other stream by anyone.</summary>
    public bool CanBeSeenBy(ClaimsPrincipal user) =>
        Visibility is not StreamVisibilities.Private || (user.ToCaller() is { } caller && (caller.Id == Host.Id || caller.IsModerator));
}

/// <summary>The states of a stream as the contract writes them.</summary>
public static class StreamStatuses
{
    public const string Upcoming = "upcoming";
    public const string Live = "live";
    public const string Interrupted = "interrupted";
    public const string Ended = "ended";
}

/// <summary>Who may see a stream, as the contract writes it.</summary>
public static class StreamVisibilities
{
    public const string Public = "public";
    public const string Unlisted = "unlisted";
    public const string Private = "private";
}
