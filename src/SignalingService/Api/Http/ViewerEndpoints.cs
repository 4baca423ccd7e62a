using System.Security.Claims;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Streams;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Clockit.SignalingService.Api.Http;

/// <summary>Presence for clients without a hub.</summary>
internal static class ViewerEndpoints
{
    public static void MapViewers(this IEndpointRouteBuilder routes)
    {
        var stream = routes.MapGroup("/api/live/{streamId}").WithTags("Viewers");
        stream.MapPost("/viewer", BeginAsync).WithName("CountViewer").WithSummary("Count the caller as a viewer for the next 60 s.");
        stream.MapPost("/view", BeginAsync).WithName("ViewStream").WithSummary("The same as POST …/viewer.");
        stream.MapDelete("/viewer", EndAsync).WithName("EndViewer").WithSummary("Stop counting the caller as a viewer.");
    }

    private static Task<Results<Ok<ViewerCount>, ProblemHttpResult>> BeginAsync(
        string streamId,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Device? device,
        [AsParameters] Call call) =>
        call.CountAsync(streamId, device, (rooms, stream, userId, deviceId) => rooms.HeartbeatAsync(stream, userId, deviceId));

    private static Task<Results<Ok<ViewerCount>, ProblemHttpResult>> EndAsync(
        string streamId,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] Device? device,
        [AsParameters] Call call) =>
        call.CountAsync(streamId, device, (rooms, stream, userId, deviceId) => rooms.EndHeartbeatAsync(stream, userId, deviceId));

    /// <summary>What every call here needs.</summary>
    internal readonly record struct Call(LiveRooms Rooms, DeviceIdentity Devices, HttpContext Context, ClaimsPrincipal User, CancellationToken Cancellation)
    {
        public async Task<Results<Ok<ViewerCount>, ProblemHttpResult>> CountAsync(
            string streamId, Device? device, Func<LiveRooms, StreamSummary, Guid?, string, Task<RoomCounts>> change)
        {
            if (!Guid.TryParseExact(streamId, "D", out var id))
            {
                return ApiProblem.StreamNotFound();
            }

            if (Devices.Find(Context, device?.DeviceId) is not { } deviceId)
            {
                return ApiProblem.Invalid("deviceId", "Must be 1 to 128 printable ASCII characters.");
            }

            try
            {
                var stream = await Rooms.FindAsync(id, User, Cancellation);
                var counts = await change(Rooms, stream, User.UserId(), deviceId);
                return TypedResults.Ok(new ViewerCount(counts.ViewerCount));
            }
            catch (LiveException refusal) when (refusal.Code is ProblemCodes.StreamNotFound)
            {
                return ApiProblem.StreamNotFound();
            }
        }
    }
}

/// <param name="DeviceId">As what an anonymous viewer is counted, the same on each visit; ignored when signed in.</param>
internal sealed record Device(string? DeviceId);

/// <param name="Count">Distinct viewers now.</param>
internal sealed record ViewerCount([property: System.Text.Json.Serialization.JsonPropertyName("viewerCount")] int Count);
