using Clockit.Accounts.Domain;

namespace Clockit.Accounts.Application;

/// <summary>Begins and continues sessions.</summary>
public sealed class SignIns(ISessionStore sessions, IAccountStore accounts, ISecrets secrets, TimeProvider time)
{
    /// <summary>A browser's session; null when the account is gone.</summary>
    public async Task<Session?> StartBrowserAsync(Account account, SessionKind kind, Session.Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = Session.Start(Guid.CreateVersion7(now), account.Id, kind, caller, now);
        return await sessions.AddAsync(account, session, token: null, cancellationToken) ? session : null;
    }

    /// <summary>A program's session and its first refresh token; null when the account is gone.</summary>
    public async Task<(Session Session, string RefreshToken)?> StartProgramAsync(Account account, Session.Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var session = Session.Start(Guid.CreateVersion7(now), account.Id, SessionKind.Program, caller, now);
        var token = RandomTokens.Create();
        return await sessions.AddAsync(account, session, RefreshToken.Create(RandomTokens.Hash(token), session.Id, now), cancellationToken) ? (session, token) : null;
    }

    /// <summary>
    /// Uses a refresh token up and gives the next one; who repeats the newest used one within
    /// <see cref="RefreshToken.RepeatWindow"/> gets the same next one. Null when it is unknown, expired or its session has
    /// ended; any other reuse ends the session.
    /// </summary>
    public async Task<(Account Account, Session Session, string RefreshToken)?> RefreshAsync(string token, Session.Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var refreshed = await sessions.RefreshAsync(RandomTokens.Hash(token), Decide, cancellationToken);
        return refreshed is var (session, successor) && await accounts.FindAsync(session.AccountId, cancellationToken) is { DisabledAt: null } account
            ? (account, session, successor)
            : null;

        RefreshDecision Decide(Session known, RefreshToken used, RefreshToken? replacement)
        {
            switch (used.Judge(replacement, now))
            {
                case RefreshVerdict.Rotate:
                    var next = RandomTokens.Create();
                    var added = RefreshToken.Create(RandomTokens.Hash(next), known.Id, now);
                    used.Use(added, secrets.Protect(next), now);
                    known.See(caller.Address, now);
                    return new RefreshDecision(next, added);
                case RefreshVerdict.Repeat:
                    return new RefreshDecision(secrets.Unprotect(used.ProtectedSuccessor!));
                case RefreshVerdict.Stolen:
                    known.Revoke(now);
                    return new RefreshDecision(Token: null, EndsSession: true);
                default:
                    return new RefreshDecision(Token: null);
            }
        }
    }
}
