using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.SignalingService.Application;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Api.Media;

/// <summary>Who may publish a stream: whoever presents its key, and its creator.</summary>
internal sealed class Publishers(IStreamDirectory streams)
{
    private const string Scheme = "Bearer ";
    private const int MaxKeyLength = 200;

    /// <summary>The stream that a request may publish, and the id of the stream key that it presents for that.</summary>
    /// <param name="http">The request.</param>
    /// <param name="streamId">Which stream; null to go by the key alone.</param>
    /// <exception cref="LiveException">401 without a valid key or token, 403 with that of somebody else, 404 where they may not see it.</exception>
    public async Task<(StreamSummary Stream, string? KeyId)> FindAsync(HttpContext http, Guid? streamId, CancellationToken cancellationToken)
    {
        // A token first: whoever is signed in sends no key.
        if (http.User.UserId() is { } userId)
        {
            var stream = streamId is { } id ? await streams.FindAsync(id, cancellationToken) : throw NoKey();
            return stream?.IsHost(userId) is true ? (stream, null) : throw Stranger(stream, http.User);
        }

        var authorization = http.Request.Headers.Authorization.ToString();
        var key = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
        if (key.Length is 0 or > MaxKeyLength || await streams.FindByKeyAsync(key, cancellationToken) is not { } published)
        {
            throw NoKey();
        }

        return streamId is null || published.StreamId == streamId
            ? (published, published.KeyId)
            : throw Stranger(await streams.FindAsync(streamId.Value, cancellationToken), http.User);
    }

    private static LiveException NoKey() => new(ProblemCodes.AuthRequired, "Send the stream key as bearer token.");

    private static LiveException Stranger(StreamSummary? stream, ClaimsPrincipal user) => stream?.CanBeSeenBy(user) is true
        ? new LiveException(ProblemCodes.StreamNotHost, "Only its broadcaster can publish a stream.")
        : new LiveException(ProblemCodes.StreamNotFound, "There is no such stream.");
}
