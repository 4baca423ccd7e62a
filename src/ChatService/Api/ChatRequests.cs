using System.Text.Json;
using Clockit.ChatService.Application;
using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Api;

/// <summary>A message to send. <see cref="Comment"/> is another name for <see cref="Message"/>.</summary>
/// <param name="Message">1 to 500 Unicode code points after trimming.</param>
/// <param name="Comment">Read when there is no message.</param>
/// <param name="ClientId">Any id of the client's own, 1 to 64 characters: sending it again gives the same message.</param>
/// <param name="ReplyTo">The id of the message that this one answers.</param>
public sealed record SendMessageRequest(string? Message, string? Comment, string? ClientId, Guid? ReplyTo)
{
    public MessageDraft ToDraft() => new(Message ?? Comment, ClientId, ReplyTo);
}

/// <summary>New settings; what is left out stays as it is.</summary>
/// <param name="PinnedMessageId">A message's id, or null to pin none.</param>
public sealed record SettingsRequest(bool? Enabled, int? SlowModeSeconds, bool? MembersOnly, IReadOnlyList<string>? BlockedTerms, JsonElement PinnedMessageId)
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
            JsonValueKind.String when PinnedMessageId.TryGetGuid(out var id) => id,
            _ => throw new ChatRefusal(ProblemCodes.RequestInvalid, "A message's id, or null to pin none.") { Field = "pinnedMessageId" },
        });
}

/// <summary>Somebody to ban, or to time out when seconds are given.</summary>
public sealed record BanUserRequest(Guid? UserId, int? Seconds, string? Reason)
{
    public Guid RequiredUserId => UserId ?? throw new ChatRefusal(ProblemCodes.RequestInvalid, "The account to ban is missing.") { Field = "userId" };
}
