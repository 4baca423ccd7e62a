using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.StreamService.Application;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.StreamService.Api;

/// <summary>How a stream went, for its creator.</summary>
internal static class AnalyticsEndpoints
{
    private const int MostPoints = 500;

    public static RouteGroupBuilder MapAnalytics(this RouteGroupBuilder live)
    {
        live.MapGet("/{id:guid}/analytics", GetAsync).RequireAuthorization()
            .Describe("getStreamAnalytics", "How a stream went", "For its creator, while it is live and after.")
            .Problems(403, ProblemCodes.StreamNotHost)
            .Problems(404, ProblemCodes.StreamNotFound);
        return live;
    }

    private static async Task<Results<Ok<AnalyticsResponse>, ProblemHttpResult>> GetAsync(
        Guid id,
        ClaimsPrincipal user,
        IStreamStore streams,
        IStreamAnalytics analytics,
        IChatCounts chat,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var caller = user.ToCaller()!;
        if (await streams.FindAsync(id, cancellationToken) is not { } stream || !StreamAccess.CanSee(stream, caller))
        {
            return ApiProblem.StreamNotFound();
        }

        if (stream.HostId != caller.Id)
        {
            return StreamRefusal.NotHost.ToProblem();
        }

        var now = time.GetUtcNow();
        var counting = chat.FindAsync(id, cancellationToken);
        var viewers = await analytics.ReadViewersAsync(stream, stream.EndedAt ?? now, MostPoints, cancellationToken);
        var counts = await counting;
        return TypedResults.Ok(new AnalyticsResponse(
            stream.Id,
            stream.StartedAt,
            stream.EndedAt,
            StreamResponse.DurationOf(stream, now),
            viewers.Points,
            stream.PeakViewers,
            stream.TotalViews,
            (long)viewers.WatchTime.TotalSeconds,
            counts?.Messages,
            counts?.Reactions));
    }
}

/// <summary>How a stream went.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="StartedAt">Null before the start.</param>
/// <param name="EndedAt">Null before the end.</param>
/// <param name="Duration">Seconds from the start to the end, or to now; 0 before the start.</param>
/// <param name="Viewers">The viewer count over time, at most 500 points; a point's count is true until the next one.</param>
/// <param name="PeakViewers">The most distinct viewers at one time.</param>
/// <param name="UniqueViewers">Distinct viewers since the start.</param>
/// <param name="WatchTime">Seconds that all viewers together watched.</param>
/// <param name="ChatMessages">Messages that were sent, deleted ones included; null while the chat does not answer.</param>
/// <param name="Reactions">Reactions that were sent; null while the chat does not answer.</param>
public sealed record AnalyticsResponse(
    Guid StreamId,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    long Duration,
    IReadOnlyList<ViewerPoint> Viewers,
    int PeakViewers,
    int UniqueViewers,
    long WatchTime,
    long? ChatMessages,
    long? Reactions);
