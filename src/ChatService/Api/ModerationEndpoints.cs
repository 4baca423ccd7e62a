using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Claims;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Errors;
using Clockit.ServiceDefaults.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>What hosts and moderators do, over HTTP. Who may is decided where the room is.</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this RouteGroupBuilder room)
    {
        var chat = room.MapGroup("/chat").RequireAuthorization().Problems(403, ProblemCodes.AuthForbidden);
        chat.MapGet("/settings", GetSettingsAsync)
            .Describe("getChatSettings", "Read the settings", "For the host and moderators.");
        chat.MapPut("/settings", PutSettingsAsync)
            .Describe("changeChatSettings", "Change the settings", "For the host and moderators; before the stream is live only its host opens the chat. What is left out stays as it is.")
            .Problems(404, ChatCodes.MessageNotFound)
            .Problems(409, ChatCodes.Closed)
            .Problems(422, ProblemCodes.RequestInvalid);
        chat.MapPost("/bans", BanAsync)
            .Describe("banFromChat", "Ban or time out", "For the host and moderators. With `seconds` it is a time-out. It takes effect on open connections at once.")
            .Problems(403, ChatCodes.TargetProtected)
            .Problems(409, ChatCodes.TooManyBans)
            .Problems(422, ProblemCodes.RequestInvalid);
        chat.MapGet("/bans", ListBansAsync)
            .Describe("listChatBans", "List bans", "For the host and moderators: the bans and time-outs in force, newest first.");
        chat.MapDelete("/bans/{userId:guid}", UnbanAsync)
            .Describe("unbanFromChat", "Lift a ban", "For the host and moderators.")
            .Problems(404, ChatCodes.BanNotFound);
        chat.MapPut("/moderators/{userId:guid}", (Guid streamId, Guid userId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
            SetModeratorAsync(streamId, userId, isModerator: true, user, moderation, cancellationToken))
            .Describe("addChatModerator", "Make an account a moderator of this chat", "For the host.")
            .Problems(409, ChatCodes.TooManyModerators);
        chat.MapDelete("/moderators/{userId:guid}", (Guid streamId, Guid userId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
            SetModeratorAsync(streamId, userId, isModerator: false, user, moderation, cancellationToken))
            .Describe("removeChatModerator", "Take moderation away", "For the host.");
        chat.MapGet("/audit", ReadAuditAsync)
            .Describe("readChatAudit", "Read the audit log", "For the host and moderators: who did what to whom, when and why, newest first.")
            .Problems(422, ProblemCodes.RequestInvalid);
    }

    private static async Task<Ok<SettingsResponse>> GetSettingsAsync(
        Guid streamId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
        TypedResults.Ok(SettingsResponse.From(await moderation.GetSettingsAsync(user, streamId, cancellationToken)));

    private static async Task<Ok<SettingsResponse>> PutSettingsAsync(
        Guid streamId, SettingsRequest request, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
        TypedResults.Ok(SettingsResponse.From(await moderation.ChangeSettingsAsync(user, streamId, request.ToChange(), cancellationToken)));

    private static async Task<Created<BanResponse>> BanAsync(
        Guid streamId, BanUserRequest request, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken)
    {
        var ban = await moderation.BanAsync(user, streamId, request.RequiredUserId, request.Seconds, request.Reason, cancellationToken);
        return TypedResults.Created($"/api/live/{streamId}/chat/bans", BanResponse.From(ban));
    }

    private static async Task<Ok<BansResponse>> ListBansAsync(
        Guid streamId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
        TypedResults.Ok(new BansResponse([.. (await moderation.ListBansAsync(user, streamId, cancellationToken)).Select(BanResponse.From)]));

    private static async Task<NoContent> UnbanAsync(
        Guid streamId, Guid userId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken)
    {
        await moderation.UnbanAsync(user, streamId, userId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SetModeratorAsync(
        Guid streamId, Guid userId, bool isModerator, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken)
    {
        await moderation.SetModeratorAsync(user, streamId, userId, isModerator, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AuditResponse>> ReadAuditAsync(
        Guid streamId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken,
        [Range(1, ChatLimits.MaxPage), Description("Entries in a page.")] int limit = 50,
        [Description("The `next` of the page before.")] string? before = null)
    {
        if (limit is < 1 or > ChatLimits.MaxPage)
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"limit is a whole number from 1 to {ChatLimits.MaxPage}.") { Field = "limit" };
        }

        if (before is not null && !IsCursor(before))
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, "before is the next of an earlier answer.") { Field = "before" };
        }

        if (before is "0-0")
        {
            // Nothing has an id below, and Redis takes no such bound.
            await moderation.ReadAuditAsync(user, streamId, before: null, limit: 1, cancellationToken);
            return TypedResults.Ok(new AuditResponse([], null));
        }

        var entries = await moderation.ReadAuditAsync(user, streamId, before, limit, cancellationToken);
        return TypedResults.Ok(new AuditResponse(entries, entries.Count == limit ? entries[^1].Id : null));
    }

    /// <summary>An audit entry's id: milliseconds, a hyphen, a number.</summary>
    private static bool IsCursor(string text) =>
        text.Split('-') is [var milliseconds, var number] && IsNumber(milliseconds) && IsNumber(number);

    /// <summary>As Redis writes it: digits, none of them a zero before others.</summary>
    private static bool IsNumber(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && string.Equals(number.ToString(CultureInfo.InvariantCulture), text, StringComparison.Ordinal);
}
