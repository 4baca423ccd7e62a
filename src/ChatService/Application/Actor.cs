using Clockit.ChatService.Domain;
using Clockit.ServiceDefaults.Authentication;

namespace Clockit.ChatService.Application;

/// <summary>Who acts, from the verified token.</summary>
/// <param name="IsStaff">A moderator or admin of the whole site.</param>
public sealed record Actor(Guid Id, string Username, bool IsStaff, bool IsAdmin)
{
    public static Actor? From(Caller? caller) =>
        caller is null ? null : new Actor(caller.Id, caller.Username, caller.IsModerator, caller.IsAdmin);

    /// <summary>Whether the room stays visible to them when its stream becomes private.</summary>
    public bool SeesPrivate(ChatRoom room) => IsStaff || Id == room.HostId;

    /// <summary>The account that a ban from the room binds: null for the host and admins, who are bound by none.</summary>
    public Guid? BoundIn(ChatRoom room) => IsAdmin || Id == room.HostId ? null : Id;
}
