namespace Clockit.ChatService.Application;

/// <summary>
/// Which accounts are admins. Accounts belong to another service; chat remembers the admins whose tokens it has seen, so
/// that a moderator is refused who acts on one. An admin that it has never seen is safe too: a ban does not bind an
/// admin's token.
/// </summary>
public interface IAdminRegistry
{
    /// <summary>Remembers an admin. Cheap to call again.</summary>
    Task RememberAsync(Guid userId, CancellationToken cancellationToken);

    Task<bool> IsAdminAsync(Guid userId, CancellationToken cancellationToken);
}
