using Clockit.ServiceDefaults.Authentication;
using Clockit.SignalingService.Application.Media;
using Clockit.StreamService.Client;

namespace Clockit.SignalingService.Api.Media;

/// <summary>What StreamService asks when a stream's key or visibility changed.</summary>
internal static class MediaRechecks
{
    public static void MapMediaRechecks(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/internal/media/{streamId:guid}").RequireServiceKey().MapPost("/recheck", async (
            Guid streamId, IStreamDirectory streams, MediaSessions sessions, CancellationToken cancellationToken) =>
        {
            streams.Invalidate(streamId);
            await sessions.RecheckAsync(streamId, cancellationToken);
            return TypedResults.NoContent();
        });
}
