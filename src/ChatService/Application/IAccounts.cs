namespace Clockit.ChatService.Application;

/// <summary>Other people's accounts, which belong to the gateway.</summary>
public interface IAccounts
{
    /// <summary>
    /// Whether an account is an admin's now. False as well when that cannot be found out at the moment: a ban must not wait
    /// for it, and binds no admin anyway, whose own token says what they are.
    /// </summary>
    Task<bool> IsAdminAsync(Guid userId, CancellationToken cancellationToken);
}
