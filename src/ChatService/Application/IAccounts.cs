namespace Clockit.ChatService.Application;

/// <summary>Other people's accounts, which belong to the gateway.</summary>
public interface IAccounts
{
    /// <summary>Whether an account is an admin's now; false for one that does not exist.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">It cannot be found out now: nobody is acted on without knowing.</exception>
    Task<bool> IsAdminAsync(Guid userId, CancellationToken cancellationToken);
}
