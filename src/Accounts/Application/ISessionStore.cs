using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Sessions and refresh tokens in the database. The end of a session commits with its line in the log.</summary>
public interface ISessionStore
{
    /// <summary>
    /// Adds a session, and its first refresh token when it is a program's. An account has at most
    /// <see cref="Session.MaxPerAccount"/>: the one that was seen last the longest ago ends. False when the account is gone
    /// or disabled, has another password than <paramref name="account"/> says, or when a session of that id exists.
    /// </summary>
    Task<bool> AddAsync(Account account, Session session, RefreshToken? token, CancellationToken cancellationToken);

    /// <summary>An account's active sessions, the newest sign-in first.</summary>
    Task<IReadOnlyList<Session>> ListAsync(Guid accountId, CancellationToken cancellationToken);

    /// <summary>Ends a session of an account; false when it has none of that id that is active.</summary>
    Task<bool> EndAsync(Guid accountId, Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Ends all sessions of an account but one.</summary>
    Task EndOthersAsync(Guid accountId, Guid? keptSession, CancellationToken cancellationToken);

    /// <summary>
    /// Looks at a refresh token and its successor while it holds the lock of the whole family, and commits what
    /// <paramref name="decide"/> says. Null when there is no such token, or its session is not active.
    /// </summary>
    Task<(Session Session, string Token)?> RefreshAsync(
        byte[] hash, Func<Session, RefreshToken, RefreshToken?, RefreshDecision> decide, CancellationToken cancellationToken);
}

/// <summary>What to do with a presented refresh token.</summary>
/// <param name="Token">What the program gets; null to refuse.</param>
/// <param name="Added">The token to add, when one is.</param>
/// <param name="EndsSession">Somebody has a copy: the session ends.</param>
public sealed record RefreshDecision(string? Token, RefreshToken? Added = null, bool EndsSession = false);
