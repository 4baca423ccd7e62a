using System.Security.Claims;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>Reading and writing a room's messages over HTTP.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this RouteGroupBuilder room)
    {
        room.MapGet("/chat", ReadAsync).WithName("ReadChat");
        room.MapPost("/chat", SendAsync).WithName("SendChatMessage").RequireAuthorization();
        room.MapPost("/comment", SendAsync).WithName("Comment").RequireAuthorization();
        room.MapDelete("/chat/{messageId:guid}", DeleteAsync).WithName("DeleteChatMessage").RequireAuthorization();
        room.MapGet("/chat/replay", ReplayAsync).WithName("ReplayChat");
    }

    private static async Task<Ok<HistoryResponse>> ReadAsync(
        Guid streamId, ClaimsPrincipal user, ChatMessages messages, CancellationToken cancellationToken, int limit = 50, long? before = null, long? since = null)
    {
        CheckRange("limit", limit, 1, ChatLimits.MaxPage);
        CheckRange("before", before ?? 1, 0, ChatLimits.MaxOffset);
        CheckRange("since", since ?? 0, 0, ChatLimits.MaxOffset);
        if (before is not null && since is not null)
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, "Ask for what is before or for what is since, not for both.") { Field = "since" };
        }

        // Right before the first message there is nothing; offset 0 stands for the same.
        var request = new PageRequest(since, before is 0 ? 1 : before, limit);
        var (page, offset) = await messages.ReadAsync(user, streamId, request, cancellationToken);
        var reader = user.UserId();
        return TypedResults.Ok(new HistoryResponse([.. page.Messages.Select(message => MessageResponse.From(message, reader))], page.Epoch, offset));
    }

    private static async Task<Created<MessageResponse>> SendAsync(
        Guid streamId, SendMessageRequest request, ClaimsPrincipal user, ChatMessages messages, CancellationToken cancellationToken)
    {
        var message = await messages.SendAsync(user, streamId, request.ToDraft(), cancellationToken);
        return TypedResults.Created($"/api/live/{streamId}/chat?since={message.Offset - 1}&limit=1", MessageResponse.From(message, message.UserId));
    }

    private static async Task<NoContent> DeleteAsync(
        Guid streamId, Guid messageId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken)
    {
        await moderation.DeleteMessageAsync(user, streamId, messageId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<ReplayResponse>> ReplayAsync(
        Guid streamId, ClaimsPrincipal user, ChatMessages messages, CancellationToken cancellationToken, int from = 0, int to = ChatMessages.MaxReplaySeconds)
    {
        CheckRange("from", from, 0, int.MaxValue);
        CheckRange("to", to, from, (long)from + ChatMessages.MaxReplaySeconds);
        return TypedResults.Ok(ReplayResponse.From(await messages.ReplayAsync(user, streamId, from, to, cancellationToken)));
    }

    private static void CheckRange(string field, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"{field} is a whole number from {least} to {most}.") { Field = field };
        }
    }
}
