using Clockit.ServiceDefaults.Errors;

namespace Clockit.ChatService.Application;

/// <summary>The codes of chat's refusals, and what each tells its reader. Codes are stable: clients are written against them.</summary>
public static class ChatCodes
{
    public const string Closed = "chat.closed";
    public const string MessageInvalid = "chat.message_invalid";
    public const string MessageBlocked = "chat.message_blocked";
    public const string MessageDeleted = "chat.message_deleted";
    public const string MessageNotFound = "chat.message_not_found";
    public const string ReplyNotFound = "chat.reply_not_found";
    public const string ReactionInvalid = "chat.reaction_invalid";
    public const string RateLimited = "chat.rate_limited";
    public const string SlowMode = "chat.slow_mode";
    public const string MembersOnly = "chat.members_only";
    public const string Banned = "chat.banned";
    public const string TimedOut = "chat.timed_out";
    public const string BanNotFound = "chat.ban_not_found";
    public const string TooManyBans = "chat.too_many_bans";
    public const string TooManyModerators = "chat.too_many_moderators";
    public const string TooManyRooms = "chat.too_many_rooms";
    public const string TargetProtected = "chat.target_protected";

    /// <summary>The refusal of a code that the store answers with.</summary>
    public static ChatRefusal Refuse(string code, int? seconds = null) => new(code, Explain(code, seconds), seconds);

    private static string Explain(string code, int? seconds) => code switch
    {
        ProblemCodes.AuthRequired => "Sign in to do this.",
        ProblemCodes.AuthForbidden => "Only the host and moderators of this chat may do this.",
        ProblemCodes.StreamNotFound => "There is no such stream.",
        Closed => "This chat takes no messages now.",
        MessageBlocked => "The message holds a term that is blocked in this chat; rephrase it.",
        MessageDeleted => "This message was sent before and has been deleted since.",
        MessageNotFound => "There is no such message in this chat.",
        ReplyNotFound => "The message that this one replies to is not in this chat.",
        RateLimited => $"You are sending too fast; try again in {seconds ?? 1} s.",
        SlowMode => $"This chat is in slow mode; try again in {seconds} s.",
        MembersOnly => "Only people who wrote here before may write now.",
        Banned => "You are banned from this chat.",
        TimedOut => $"You are timed out in this chat for another {seconds} s.",
        BanNotFound => "This account is not banned from this chat.",
        TooManyBans => "This chat has as many bans as it can hold; lift some first.",
        TooManyModerators => "This chat has as many moderators as it can hold; remove some first.",
        TooManyRooms => "You joined as many chats as one account can; leave some first.",
        TargetProtected => "The host, moderators, admins and you yourself cannot be acted on.",
        _ => "This is not possible now.",
    };
}
