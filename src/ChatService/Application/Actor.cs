using Clockit.ServiceDefaults.Authentication;

namespace Clockit.ChatService.Application;

/// <summary>Who acts, from the verified token.</summary>
/// <param name="IsStaff">A moderator or admin of the whole site.</param>
public sealed record Actor(Guid Id, string Username, bool IsStaff, bool IsAdmin)
{
    public static Actor? From(Caller? caller) =>
        caller is null ? null : new Actor(caller.Id, caller.Username, caller.IsModerator, caller.IsAdmin);
}
