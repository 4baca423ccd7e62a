using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Api;

/// <summary>A message to send. <see cref="Comment"/> is another name for <see cref="Message"/>.</summary>
/// <param name="Message">1 to 500 characters after trimming, as people count them.</param>
/// <param name="Comment">Read when there is no message.</param>
/// <param name="ClientId">Any id of the client's own, 1 to 64 characters: sending it again gives the same message.</param>
/// <param name="ReplyTo">The id of the message that this one answers.</param>
public sealed record SendMessageRequest(
    [property: StringLength(MessageText.MaxLength, MinimumLength = 1)] string? Message,
    [property: StringLength(MessageText.MaxLength, MinimumLength = 1)] string? Comment,
    [property: StringLength(ChatMessages.MaxClientIdLength, MinimumLength = 1)] string? ClientId,
    Guid? ReplyTo)
{
    public MessageDraft ToDraft() => new(Message ?? Comment, ClientId, ReplyTo);
}

/// <summary>New settings; what is left out stays as it is.</summary>
/// <param name="Enabled">Whether messages are taken now; refused once the stream has ended.</param>
/// <param name="SlowModeSeconds">The least time between two messages of one account; 0 switches slow mode off.</param>
/// <param name="MembersOnly">Whether only accounts that wrote here before may write.</param>
/// <param name="BlockedTerms">At most 200 of 1 to 50 characters; they replace those before.</param>
/// <param name="PinnedMessageId">A message's id, or null to pin none.</param>
public sealed record SettingsRequest(
    bool? Enabled,
    [property: Range(0, RoomSettings.MaxSlowModeSeconds)] int? SlowModeSeconds,
    bool? MembersOnly,
    [property: MaxLength(RoomSettings.MaxBlockedTerms)] IReadOnlyList<string>? BlockedTerms,
    [property: DataType("uuid")] JsonElement PinnedMessageId)
{
    public SettingsChange ToChange() => new(
        Enabled,
        SlowModeSeconds,
        MembersOnly,
        BlockedTerms,
        Pin: PinnedMessageId.ValueKind is not JsonValueKind.Undefined,
        PinnedMessageId.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String when ReadId(PinnedMessageId) is { } id => id,
            _ => throw new ChatRefusal(ProblemCodes.RequestInvalid, "A message's id, or null to pin none.") { Field = "pinnedMessageId" },
        });

    private static Guid? ReadId(JsonElement text)
    {
        try
        {
            return text.TryGetGuid(out var id) ? id : null;
        }
        catch (InvalidOperationException)
        {
            // What is no Unicode is only found when it is read.
            return null;
        }
    }
}

/// <summary>Somebody to ban, or to time out when seconds are given.</summary>
/// <param name="UserId">The account. Nobody can act on the host, an admin or themselves.</param>
/// <param name="Seconds">The length of a time-out; a ban without it.</param>
/// <param name="Reason">For the audit log and the list of bans.</param>
public sealed record BanUserRequest(
    [property: Required] Guid? UserId,
    [property: Range(1, RoomModeration.MaxTimeOutSeconds)] int? Seconds,
    [property: MaxLength(RoomModeration.MaxReasonLength)] string? Reason)
{
    internal Guid RequiredUserId => UserId ?? throw new ChatRefusal(ProblemCodes.RequestInvalid, "The account to ban is missing.") { Field = "userId" };
}
