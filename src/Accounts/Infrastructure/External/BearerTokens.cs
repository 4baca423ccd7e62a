namespace Clockit.Accounts.Infrastructure.External;

/// <summary>Tells tokens from stream keys.</summary>
public static class BearerTokens
{
    /// <summary>Whether an <c>Authorization</c> header holds a JSON Web Token, good or bad. A stream key has no dots.</summary>
    public static bool IsJwt(string header) => header.Contains('.', StringComparison.Ordinal);
}
