using System.Security.Cryptography;
using System.Text;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.Streams;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>What the other services ask. The gateway routes none of it, and every call must carry the installation's service key.</summary>
internal static class InternalEndpoints
{
    public static void MapInternal(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/chat/{streamId:guid}/counts", CountAsync).AddEndpointFilter(RequireServiceKeyAsync).ExcludeFromDescription();

    private static async Task<Results<Ok<RoomCounts>, ProblemHttpResult>> CountAsync(
        Guid streamId, RoomDirectory rooms, IMessageStore store, CancellationToken cancellationToken)
    {
        if (await rooms.FindForServiceAsync(streamId, cancellationToken) is not { } room)
        {
            return ApiProblem.StreamNotFound();
        }

        var state = await store.GetStateAsync(room, actor: null, knownFrom: null, cancellationToken);
        return TypedResults.Ok(state.Counts);
    }

    private static ValueTask<object?> RequireServiceKeyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var expected = context.HttpContext.RequestServices.GetRequiredService<IConfiguration>()["Internal:ServiceKey"];
        var presented = context.HttpContext.Request.Headers[StreamDirectoryExtensions.ServiceKeyHeader].ToString();
        return expected is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(presented))
            ? next(context)
            : ValueTask.FromResult<object?>(ApiProblem.NotFound(ProblemCodes.RouteNotFound, "There is nothing at this address."));
    }
}
