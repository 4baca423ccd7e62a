using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Clockit.SignalingService.Application;
using Clockit.SignalingService.Application.Rooms;
using Clockit.SignalingService.Domain;
using Clockit.StreamService.Client;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Clockit.SignalingService.Api.Http;

/// <summary>Presence for clients without a hub.</summary>
internal static class ViewerEndpoints
{
    private static readonly HeaderDescription DeviceHeader = new(
        DeviceIdentity.Header, "The device of an anonymous viewer, for callers that send no body: printable ASCII.", "5f0c7c1e", ViewerKey.MaxDeviceIdLength);

    public static void MapViewers(this IEndpointRouteBuilder routes)
    {
        var stream = routes.MapGroup("/api/live/{streamId}").WithTags("Viewers")
            .Takes(DeviceHeader)
            .Problems(404, ProblemCodes.StreamNotFound)
            .Problems(422, ProblemCodes.RequestInvalid);
        stream.MapPost("/viewer", BeginAsync)
            .Describe("countViewer", "Count me as a viewer", "For anyone who may see the stream, as an account or, anonymously, as a device: counts for 60 s, and again with every call. The body may be left out.");
        stream.MapPost("/view", BeginAsync)
            .Describe("viewStream", "Count me as a viewer (other address)", "The same as `POST /api/live/{streamId}/viewer`.");
        stream.MapDelete("/viewer", EndAsync)
            .Describe("stopCountingViewer", "Stop counting me as a viewer", "Names the device as the call before did, when it did.");
    }

    private static Task<Results<Ok<ViewerCount>, ProblemHttpResult>> BeginAsync(
        [DataType("uuid"), Description("The stream.")] string streamId,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] DeviceRequest? device,
        [AsParameters] Call call) =>
        call.CountAsync(streamId, device, (rooms, stream, userId, deviceId) => rooms.HeartbeatAsync(stream, userId, deviceId, call.Devices.AddressOf(call.Context)));

    private static Task<Results<Ok<ViewerCount>, ProblemHttpResult>> EndAsync(
        [DataType("uuid"), Description("The stream.")] string streamId,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] DeviceRequest? device,
        [AsParameters] Call call) =>
        call.CountAsync(streamId, device, (rooms, stream, userId, deviceId) => rooms.EndHeartbeatAsync(stream, userId, deviceId));

    /// <summary>What every call here needs.</summary>
    internal readonly record struct Call(LiveRooms Rooms, DeviceIdentity Devices, HttpContext Context, ClaimsPrincipal User, CancellationToken Cancellation)
    {
        public async Task<Results<Ok<ViewerCount>, ProblemHttpResult>> CountAsync(
            string streamId, DeviceRequest? device, Func<LiveRooms, StreamSummary, Guid?, string, Task<RoomCounts>> change)
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

/// <summary>The optional body of the calls that count viewers.</summary>
/// <param name="DeviceId">As what an anonymous viewer is counted, the same on each visit; ignored when signed in.</param>
public sealed record DeviceRequest([property: StringLength(ViewerKey.MaxDeviceIdLength, MinimumLength = 1)] string? DeviceId);

/// <summary>How many watch.</summary>
/// <param name="Count">Distinct viewers now.</param>
public sealed record ViewerCount([property: JsonPropertyName("viewerCount")] int Count);
