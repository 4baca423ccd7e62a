using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Authentication;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>Reading and writing a room's messages over HTTP.</summary>
internal static class MessageEndpoints
{
    public static void MapMessages(this RouteGroupBuilder room)
    {
        room.MapGet("/chat", ReadAsync)
            .Describe("listChatMessages", "Read messages", "For anyone who may see the stream and is not banned, oldest first: the newest page, or what is `before` an offset, or what is `since` one.")
            .Problems(403, ChatCodes.Banned)
            .Problems(422, ProblemCodes.RequestInvalid);
        room.MapPost("/chat", SendAsync).RequireAuthorization().DescribeSend("sendChatMessage", "Write a message", "For everyone who is signed in and may see the stream.");
        room.MapPost("/comment", SendAsync).RequireAuthorization().DescribeSend("commentOnStream", "Write a message (other address)", "The same as `POST /api/live/{streamId}/chat`.");
        room.MapDelete("/chat/{messageId:guid}", DeleteAsync).RequireAuthorization()
            .Describe("deleteChatMessage", "Delete a message", "For its author and moderators. Deleting it again changes nothing.")
            .Problems(403, ProblemCodes.AuthForbidden)
            .Problems(404, ChatCodes.MessageNotFound);
        room.MapGet("/chat/replay", ReplayAsync)
            .Describe("replayChat", "Read messages and reactions by time", "For anyone who may see the stream: what was written at which second of the recording.")
            .Problems(403, ChatCodes.Banned)
            .Problems(422, ProblemCodes.RequestInvalid);
    }

    private static void DescribeSend(this RouteHandlerBuilder send, string operationId, string summary, string description) => send
        .Describe(operationId, summary, description)
        .Problems(403, ChatCodes.Banned, ChatCodes.TimedOut, ChatCodes.MembersOnly)
        .Problems(409, ChatCodes.Closed, ChatCodes.MessageDeleted)
        .Problems(422, ProblemCodes.RequestInvalid, ChatCodes.MessageInvalid, ChatCodes.MessageBlocked, ChatCodes.ReplyNotFound)
        .Problems(429, ChatCodes.RateLimited, ChatCodes.SlowMode);

    private static async Task<Ok<HistoryResponse>> ReadAsync(
        Guid streamId, ClaimsPrincipal user, ChatMessages messages, CancellationToken cancellationToken,
        [Range(1, ChatLimits.MaxPage), Description("Messages in a page.")] int limit = 50,
        [Range(0, ChatLimits.MaxOffset), Description("Only messages below this offset. Not together with `since`.")] long? before = null,
        [Range(0, ChatLimits.MaxOffset), Description("Only messages above this offset, the oldest of them first.")] long? since = null)
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
        var page = await messages.ReadAsync(user, streamId, request, cancellationToken);
        return TypedResults.Ok(HistoryResponse.From(page, user.UserId()));
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
        Guid streamId, ClaimsPrincipal user, ChatMessages messages, CancellationToken cancellationToken,
        [Range(0, int.MaxValue), Description("Seconds since the stream's start.")] int from = 0,
        [Range(0, int.MaxValue), Description("Seconds since the stream's start, exclusive; not below `from` and at most 86,400 above it.")] int to = ChatMessages.MaxReplaySeconds)
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
