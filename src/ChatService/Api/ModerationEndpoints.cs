using System.Security.Claims;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clockit.ChatService.Api;

/// <summary>What hosts and moderators do, over HTTP. Who may is decided where the room is.</summary>
internal static class ModerationEndpoints
{
    public static void MapModeration(this RouteGroupBuilder room)
    {
        var chat = room.MapGroup("/chat").RequireAuthorization();
        chat.MapGet("/settings", GetSettingsAsync).WithName("GetChatSettings");
        chat.MapPut("/settings", PutSettingsAsync).WithName("PutChatSettings");
        chat.MapPost("/bans", BanAsync).WithName("BanFromChat");
        chat.MapGet("/bans", ListBansAsync).WithName("ListChatBans");
        chat.MapDelete("/bans/{userId:guid}", UnbanAsync).WithName("UnbanFromChat");
        chat.MapPut("/moderators/{userId:guid}", (Guid streamId, Guid userId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
            SetModeratorAsync(streamId, userId, isModerator: true, user, moderation, cancellationToken)).WithName("AddChatModerator");
        chat.MapDelete("/moderators/{userId:guid}", (Guid streamId, Guid userId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken) =>
            SetModeratorAsync(streamId, userId, isModerator: false, user, moderation, cancellationToken)).WithName("RemoveChatModerator");
        chat.MapGet("/audit", ReadAuditAsync).WithName("ReadChatAudit");
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
        Guid streamId, ClaimsPrincipal user, RoomModeration moderation, CancellationToken cancellationToken, int limit = 50, string? before = null)
    {
        if (limit is < 1 or > ChatLimits.MaxPage)
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, $"limit is a whole number from 1 to {ChatLimits.MaxPage}.") { Field = "limit" };
        }

        if (before is not null && !IsCursor(before))
        {
            throw new ChatRefusal(ProblemCodes.RequestInvalid, "before is the next of an earlier answer.") { Field = "before" };
        }

        var entries = await moderation.ReadAuditAsync(user, streamId, before, limit, cancellationToken);
        return TypedResults.Ok(new AuditResponse(entries, entries.Count == limit ? entries[^1].Id : null));
    }

    /// <summary>An audit entry's id: milliseconds, a hyphen, a number.</summary>
    private static bool IsCursor(string text) =>
        text.Split('-') is [var milliseconds, var number] && ulong.TryParse(milliseconds, out _) && ulong.TryParse(number, out _);
}
