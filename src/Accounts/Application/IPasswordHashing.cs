namespace Clockit.Accounts.Application;

/// <summary>
/// Hashes passwords, a few at a time, so that a burst of sign-ins leaves the processor to everybody else. Addresses take
/// turns.
/// </summary>
public interface IPasswordHashing
{
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">The queue is full, or the turn did not come in time.</exception>
    Task<string> HashAsync(string password, string address, CancellationToken cancellationToken);

    /// <summary>Whether the password is the hash's. Null as hash takes as long and is nobody's.</summary>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">The queue is full, or the turn did not come in time.</exception>
    Task<bool> VerifyAsync(string? hash, string password, string address, CancellationToken cancellationToken);
}

/// <summary>Counts wrong passwords (<see cref="Domain.SignInFailures"/>).</summary>
public interface ISignInLimits
{
    /// <summary>How long this address has to wait before it may try this name again; null when it may now.</summary>
    Task<TimeSpan?> FindWaitAsync(string address, string username, CancellationToken cancellationToken);

    /// <summary>Counts a wrong password, and says how long to wait now when that was one too many.</summary>
    Task<TimeSpan?> AddFailureAsync(string address, string username, CancellationToken cancellationToken);

    /// <summary>Forgets the wrong passwords of this address for this name.</summary>
    Task ForgetAsync(string address, string username, CancellationToken cancellationToken);
}
