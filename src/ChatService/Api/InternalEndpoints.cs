using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>What the other services ask. The gateway routes none of it, and every call must carry the installation's service key.</summary>
internal static class InternalEndpoints
{
    public static void MapInternal(this IEndpointRouteBuilder app)
    {
        app.MapGroup("/internal/chat/{streamId:guid}").RequireServiceKey().MapGet("/counts", CountAsync);
        app.MapGroup("/internal/accounts/{accountId:guid}").RequireServiceKey().MapDelete("/", DeleteAsync);
    }

    /// <summary>The account was deleted. Doing it again changes nothing.</summary>
    private static async Task<NoContent> DeleteAsync(Guid accountId, IDeletedAccounts deleted, CancellationToken cancellationToken)
    {
        await deleted.AddAsync(accountId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ChatCounts>, ProblemHttpResult>> CountAsync(
        Guid streamId, ChatRooms rooms, IMessageStore store, CancellationToken cancellationToken)
    {
        if (await rooms.FindForServiceAsync(streamId, cancellationToken) is not { } room)
        {
            return ApiProblem.StreamNotFound();
        }

        var state = await store.GetStateAsync(room, new StateRequest(), cancellationToken);
        return TypedResults.Ok(state.Counts);
    }
}
