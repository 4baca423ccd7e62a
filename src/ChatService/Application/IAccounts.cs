namespace Clockit.ChatService.Application;

/// <summary>Other people's accounts, which belong to the gateway.</summary>
public interface IAccounts
{
    /// <summary>An account as it is now; null when there is none.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">It cannot be found out now: nobody is acted on without knowing.</exception>
    Task<OtherAccount?> FindAsync(Guid userId, CancellationToken cancellationToken);
}

/// <summary>Somebody else's account.</summary>
/// <param name="Username">Null when the gateway does not tell it.</param>
public sealed record OtherAccount(string? Username, bool IsAdmin);
